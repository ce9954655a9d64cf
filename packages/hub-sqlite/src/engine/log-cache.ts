/**
 * The logs that are at hand in the store's thread. Bounded: those that were read from the file first make room.
 */
import type { Log } from "./log.ts";

const MAX_LOGS = 10_000;

/** Logs by channel. */
export class LogCache {
  readonly #logs = new Map<string, Log>();

  find(channel: string): Log | undefined {
    return this.#logs.get(channel);
  }

  add(log: Log): void {
    if (this.#logs.size >= MAX_LOGS) this.#makeRoom();
    this.#logs.set(log.channel, log);
  }

  drop(channel: string): void {
    this.#logs.delete(channel);
  }

  #makeRoom(): void {
    for (const [channel, { isTouched }] of this.#logs) {
      // What is not committed is known nowhere else.
      if (isTouched) continue;
      this.#logs.delete(channel);
      return;
    }
  }
}
