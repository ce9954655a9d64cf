/**
 * Collects the connections that got something to send, and flushes each once, later: after the current callback, say. So many sends in a row leave in one write. It knows nothing of what is written.
 */

/** Something that can write what it has queued. */
export interface Flushable {
  flush(): void;
}

/** One batch at a time. */
export class FlushQueue {
  readonly #schedule: (run: () => void) => void;
  #waiting: Flushable[] = [];
  /** One function and two lists for all batches: there may be one for every message. */
  #idle: Flushable[] = [];
  readonly #onTurn: () => void = () => this.#run();

  /** @param schedule when a batch is flushed. Default: before the event loop goes on. */
  constructor(schedule: (run: () => void) => void = process.nextTick) {
    this.#schedule = schedule;
  }

  /** Flushes `target` with the next batch. Call it once per target and batch. */
  add(target: Flushable): void {
    this.#waiting.push(target);
    if (this.#waiting.length === 1) this.#schedule(this.#onTurn);
  }

  #run(): void {
    const targets = this.#waiting;
    this.#waiting = this.#idle;
    this.#idle = targets;
    for (const target of targets) target.flush();
    targets.length = 0;
  }
}
