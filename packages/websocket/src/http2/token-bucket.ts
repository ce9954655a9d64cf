/**
 * A bound on how often something may happen: a burst at once, and a rate after it. Time is an argument.
 */

/** One bound. */
export class TokenBucket {
  readonly #burst: number;
  readonly #ratePerMs: number;
  #tokens: number;
  #filledAt: number;

  /** @param burst how often at once. @param rate how many more per second. @param now in milliseconds, on any clock. */
  constructor(burst: number, rate: number, now: number) {
    this.#burst = burst;
    this.#ratePerMs = rate / 1000;
    this.#tokens = burst;
    this.#filledAt = now;
  }

  /** Takes one. @returns false when there is none left. */
  take(now: number): boolean {
    this.#tokens = Math.min(this.#burst, this.#tokens + (now - this.#filledAt) * this.#ratePerMs);
    this.#filledAt = now;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
