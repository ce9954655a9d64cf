/**
 * Counts the input of connections that were interrupted after their share of a turn of the event loop, so that a crowd
 * of them cannot fill the memory with what they have sent. It knows numbers and the time.
 */

import { performance } from "node:perf_hooks";

/** Beyond this much nobody is interrupted any more: latency is worth less than memory. */
export const maxInterruptedBytes: number = 16 * 1024 * 1024;

/** The input that waits for its next turn, of all connections together. */
export class InterruptedInput {
  /** Milliseconds with fractions: shares of a turn are shorter than the clock of connections can tell. */
  readonly now: () => number;
  #bytes = 0;

  constructor(now: () => number = () => performance.now()) {
    this.now = now;
  }

  /** Bytes that wait now. */
  get bytes(): number {
    return this.#bytes;
  }

  /** False while so much waits that a further connection is better read to the end of its input. */
  get hasRoom(): boolean {
    return this.#bytes < maxInterruptedBytes;
  }

  /** `bytes` begin to wait. */
  add(bytes: number): void {
    this.#bytes += bytes;
  }

  /** `bytes` wait no more. */
  remove(bytes: number): void {
    this.#bytes -= bytes;
  }
}
