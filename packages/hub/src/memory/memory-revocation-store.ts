/**
 * Revocations in memory: for as long as the process lives, and no longer than tokens do.
 */
import type { Clock } from "../ports/clock.ts";
import type { Revocation, RevocationStore } from "../ports/revocation-store.ts";

const DAY_MS = 86_400_000;

/** Bounds of what is kept. */
export interface MemoryRevocationOptions {
  /** Not shorter than any token lives. Default 30 days. */
  readonly ttlMs?: number | undefined;
  /** The oldest make room for the next. Default 100,000. */
  readonly maxEntries?: number | undefined;
}

/** @see RevocationStore */
export class MemoryRevocationStore implements RevocationStore {
  readonly #clock: Clock;
  readonly #ttlMs: number;
  readonly #maxEntries: number;
  /** By user and session; in the order in which they were added. */
  readonly #kept = new Map<string, Revocation>();

  constructor(clock: Clock, { ttlMs = 30 * DAY_MS, maxEntries = 100_000 }: MemoryRevocationOptions = {}) {
    this.#clock = clock;
    this.#ttlMs = ttlMs;
    this.#maxEntries = maxEntries;
  }

  async add(revocation: Revocation): Promise<void> {
    this.#forgetOld();
    const key = JSON.stringify([revocation.user, revocation.session]);
    const known = this.#kept.get(key);
    if (known !== undefined && known.before >= revocation.before) return;
    this.#kept.delete(key);
    this.#kept.set(key, revocation);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > this.#maxEntries && oldest !== undefined) this.#kept.delete(oldest);
  }

  async list(): Promise<readonly Revocation[]> {
    this.#forgetOld();
    return [...this.#kept.values()];
  }

  async close(): Promise<void> {
    this.#kept.clear();
  }

  /** Tokens from before the moment of a revocation have expired when the longest of them has. */
  #forgetOld(): void {
    const now = this.#clock.wallTime();
    for (const [key, { before }] of this.#kept) if (before + this.#ttlMs <= now) this.#kept.delete(key);
  }
}
