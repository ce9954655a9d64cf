/**
 * How much of something a connection may do: so much per second, and a burst of twice as much.
 */

/** A bucket that fills with time. */
export class RateLimit {
  readonly #perSecond: number;
  #level: number;
  #at: number;

  /** @param perSecond `Infinity`: no limit. */
  constructor(perSecond: number, now: number) {
    this.#perSecond = perSecond;
    this.#level = 2 * perSecond;
    this.#at = now;
  }

  /** Takes `amount`. @returns false when there is not so much. */
  take(amount: number, now: number): boolean {
    if (this.#perSecond === Number.POSITIVE_INFINITY) return true;
    const filled = this.#level + ((now - this.#at) / 1000) * this.#perSecond;
    this.#level = Math.min(2 * this.#perSecond, filled) - amount;
    this.#at = now;
    return this.#level >= 0;
  }
}
