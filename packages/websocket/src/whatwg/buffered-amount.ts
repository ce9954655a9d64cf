/**
 * `bufferedAmount`: bytes of application data that were sent and, as of the last turn of the event loop, not yet given to
 * the network. It grows at once and falls in a task of its own, so that it never falls while a script runs.
 */
import { setImmediate } from "node:timers";

/** The counter of one socket. What is never transmitted stays in it, also after the end. */
export class BufferedAmount {
  #value = 0;
  /** Transmitted, and not yet shown. */
  #transmitted = 0;

  get value(): number {
    return this.#value;
  }

  /** `send` was called with `bytes`. */
  add(bytes: number): void {
    this.#value += bytes;
  }

  /** `bytes` were given to the network. */
  transmitted(bytes: number): void {
    if (this.#transmitted === 0 && bytes > 0) setImmediate(() => this.turn());
    this.#transmitted += bytes;
  }

  /** A new task begins: what was transmitted by now is shown. */
  turn(): void {
    this.#value -= this.#transmitted;
    this.#transmitted = 0;
  }
}
