/**
 * What runs have done, in numbers and for people.
 */
import { type Invariant, invariants } from "../checker/invariants.ts";
import type { RunResult } from "./run-seed.ts";

const HOUR_MS = 3_600_000;

/** The sum of runs. */
export class Figures {
  runs = 0;
  events = 0;
  virtualMs = 0;
  /** Times that each invariant was checked. */
  readonly checks: Partial<Record<Invariant, number>> = {};
  /** The seed that broke an invariant, and which. */
  failed: { readonly seed: number; readonly invariants: readonly Invariant[] } | undefined;

  add({ seed, events, virtualMs, checks, violations }: RunResult): void {
    this.runs += 1;
    this.events += events;
    this.virtualMs += virtualMs;
    for (const [invariant, times] of checks) this.checks[invariant] = (this.checks[invariant] ?? 0) + times;
    if (violations.length > 0) this.failed = { seed, invariants: violations.map(({ invariant }) => invariant) };
  }

  /** In one line. */
  get text(): string {
    const known = Object.keys(invariants).length;
    const checked = Object.keys(this.checks).length;
    const times = Object.values(this.checks).reduce((sum, count) => sum + count, 0);
    const hours = (this.virtualMs / HOUR_MS).toFixed(1);
    return `simulation: ${this.runs} runs, ${hours} virtual hours, ${this.events} events, ${checked} of ${known} invariants checked ${times} times`;
  }
}

/** A run for a person to read. @param lines of its trace, at most. */
export function describeFailure({ seed, hash, plan, violations, trace }: RunResult, lines: number): string {
  const channels = plan.channels.map(({ name, durability }) => `${name} (${durability})`).join(", ");
  return [
    `seed ${seed}, hash ${hash}`,
    `faults: ${[...plan.faults].join(", ") || "none"}`,
    `channels: ${channels}; clients: ${plan.clients.map(({ name, user }) => `${name} of ${user}`).join(", ")}`,
    ...trace.slice(-lines),
    ...violations.map(
      ({ invariant, text, at }) => `✖ ${(at / 1000).toFixed(3)} s ${invariant} (${invariants[invariant]}): ${text}`,
    ),
    violations.length === 0 ? "everything held" : `again: npm run sim -- --seed ${seed}`,
  ].join("\n");
}
