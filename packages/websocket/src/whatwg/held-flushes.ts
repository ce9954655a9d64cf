/**
 * Lets many answers leave in one write, although each message is delivered in a task of its own: while further messages
 * of the same socket wait to be delivered, what is sent waits too. It knows no message and no connection.
 */
import { type Flushable, FlushQueue } from "../runtime/flush-queue.ts";

/** The flushes of one socket, before those of everybody. */
export class HeldFlushes extends FlushQueue {
  readonly #flushes: FlushQueue;
  #isHeld = false;
  #waiting: Flushable | undefined;

  constructor(flushes: FlushQueue) {
    super();
    this.#flushes = flushes;
  }

  override add(target: Flushable): void {
    if (this.#isHeld) this.#waiting = target;
    else this.#flushes.add(target);
  }

  /** From now on what is sent waits for `release`. */
  hold(): void {
    this.#isHeld = true;
  }

  /** Flushes what has waited. */
  release(): void {
    this.#isHeld = false;
    const target = this.#waiting;
    this.#waiting = undefined;
    target?.flush();
  }
}
