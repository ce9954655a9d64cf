/**
 * Collects the connections that got something to send outside of a read turn, and flushes each once, after the current
 * callback. So many sends in a row leave in one write. It knows nothing of what is written.
 */

/** Something that can write what it has queued. */
export interface Flushable {
  flush(): void;
}

/** One batch at a time. */
export class FlushQueue {
  #waiting: Flushable[] = [];
  /** One function and two lists for all batches: there may be one for every message. */
  #idle: Flushable[] = [];
  readonly #onTurn: () => void = () => this.#run();

  /** Flushes `target` before the event loop goes on. Call it once per target and batch. */
  add(target: Flushable): void {
    this.#waiting.push(target);
    if (this.#waiting.length === 1) process.nextTick(this.#onTurn);
  }

  #run(): void {
    const targets = this.#waiting;
    this.#waiting = this.#idle;
    this.#idle = targets;
    for (const target of targets) target.flush();
    targets.length = 0;
  }
}
