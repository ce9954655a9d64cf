/**
 * Lets at most one publication of a subscription pass in an interval, the newest, and counts what it keeps back.
 */
import type { CancelTimer, Clock } from "../ports/clock.ts";

/** Thins out one subscription. */
export class Sampler<Item> {
  readonly #clock: Clock;
  readonly #intervalMs: number;
  readonly #pass: (item: Item, skipped: number) => void;
  #nextAt = Number.NEGATIVE_INFINITY;
  #kept: Item | undefined;
  #skipped = 0;
  #cancel: CancelTimer | undefined;

  constructor(clock: Clock, intervalMs: number, pass: (item: Item, skipped: number) => void) {
    this.#clock = clock;
    this.#intervalMs = intervalMs;
    this.#pass = pass;
  }

  /** Passes `item` on, now or at the end of the interval, unless a newer one comes until then. */
  offer(item: Item): void {
    if (this.#kept !== undefined) this.#skipped += 1;
    this.#kept = item;
    if (this.#cancel !== undefined) return;
    const waitMs = this.#nextAt - this.#clock.now();
    if (waitMs <= 0) this.#release();
    else this.#cancel = this.#clock.setTimer(waitMs, () => this.#release());
  }

  /** Forgets what is kept. */
  end(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#kept = undefined;
  }

  #release(): void {
    this.#cancel = undefined;
    const item = this.#kept;
    const skipped = this.#skipped;
    this.#kept = undefined;
    this.#skipped = 0;
    if (item === undefined) return;
    this.#nextAt = this.#clock.now() + this.#intervalMs;
    this.#pass(item, skipped);
  }
}
