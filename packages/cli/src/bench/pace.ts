/**
 * Calls at a constant rate, whatever happens meanwhile. Each call is told when it was due, so that a time measured from
 * there holds the delay of the sender too: a stalled server is not spared the messages it would have got.
 */

const TICK_MS = 1;

/** A rate that is kept from the moment it is made until `stop`. */
export class Pace {
  readonly #perMs: number;
  readonly #onDue: (number: number, dueMs: number) => void;
  readonly #startedMs: number = performance.now();
  readonly #timer: NodeJS.Timeout;
  #done = 0;

  /** @param onDue gets numbers from 0, and when each was due as `performance.now()` counts. */
  constructor(ratePerSecond: number, onDue: (number: number, dueMs: number) => void) {
    this.#perMs = ratePerSecond / 1000;
    this.#onDue = onDue;
    this.#timer = setInterval(() => this.#catchUp(), TICK_MS);
  }

  /** Calls no more. */
  stop(): void {
    clearInterval(this.#timer);
  }

  #catchUp(): void {
    const due = Math.floor((performance.now() - this.#startedMs) * this.#perMs);
    for (; this.#done < due; this.#done += 1) this.#onDue(this.#done, this.#startedMs + (this.#done + 1) / this.#perMs);
  }
}
