/**
 * Counts what was checked, and keeps what did not hold.
 */
import type { Invariant } from "./invariants.ts";

/** Something that did not hold. */
export interface Violation {
  readonly invariant: Invariant;
  readonly text: string;
  /** Virtual time in milliseconds. */
  readonly at: number;
}

/** Verdicts of one run. */
export class Verdicts {
  readonly checks: Map<Invariant, number> = new Map();
  readonly violations: Violation[] = [];
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Counts a check. @param text what is wrong if it does not hold. */
  expect(invariant: Invariant, holds: boolean, text: () => string): void {
    this.checks.set(invariant, (this.checks.get(invariant) ?? 0) + 1);
    if (!holds) this.violations.push({ invariant, text: text(), at: this.#now() });
  }
}
