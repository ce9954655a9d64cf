/**
 * What happened in a run: every event goes into a hash, so that two runs can be compared, and what a person wants to read
 * is kept as lines.
 */
import { createHash } from "node:crypto";

/** Lines that are kept; older ones make room, in the hash they stay. */
const MAX_LINES = 20_000;

/** The record of one run. */
export class Trace {
  readonly #hash = createHash("sha256");
  readonly #lines: string[] = [];
  #dropped = 0;

  /** Something happened that only the hash is told of. */
  count(what: string): void {
    this.#hash.update(what);
    this.#hash.update("\n");
  }

  /** Something happened that a reader wants to know. @param at virtual time in milliseconds. */
  note(at: number, who: string, what: string): void {
    const line = `${(at / 1000).toFixed(3).padStart(9)} s  ${who.padEnd(9)} ${what}`;
    this.count(line);
    this.#lines.push(line);
    if (this.#lines.length < 2 * MAX_LINES) return;
    this.#dropped += MAX_LINES;
    this.#lines.splice(0, MAX_LINES);
  }

  /** The newest lines. @param count at most so many. */
  lines(count: number = MAX_LINES): readonly string[] {
    const kept = this.#lines.slice(-count);
    const left = this.#dropped + this.#lines.length - kept.length;
    return left === 0 ? kept : [`… ${left} lines before`, ...kept];
  }

  /** The hash of everything. Ends the record. */
  digest(): string {
    return this.#hash.digest("hex").slice(0, 16);
  }
}
