/**
 * History in memory: the log of each channel in an array. It is gone when the process ends, and then every epoch is a new
 * one, so that nobody is told that he missed nothing. It knows logs, no channels' rules.
 */
import type { Clock } from "../ports/clock.ts";
import type {
  AppendResult,
  Durability,
  HistoryStore,
  Idempotency,
  NewEntry,
  ReadOptions,
  ReadResult,
  Retention,
} from "../ports/history-store.ts";
import type { Random } from "../ports/random.ts";
import { IdempotencyWindow } from "./idempotency-window.ts";
import { MemoryLog } from "./memory-log.ts";

/** How long a log without entries is remembered. */
const POSITION_TTL_MS = 30 * 24 * 60 * 60 * 1000;

/** @see HistoryStore */
export class MemoryHistoryStore implements HistoryStore {
  readonly durability: Durability = "memory";
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #logs = new Map<string, MemoryLog>();
  readonly #windows = new Map<string, IdempotencyWindow>();
  #state: "open" | "closed" = "open";

  constructor(clock: Clock, random: Random) {
    this.#clock = clock;
    this.#random = random;
  }

  async append(
    channel: string,
    entry: NewEntry,
    retention: Retention,
    idempotency?: Idempotency,
  ): Promise<AppendResult> {
    this.#assertOpen();
    const now = this.#clock.now();
    const window = idempotency === undefined ? undefined : this.#windowOf(channel);
    const known = idempotency === undefined ? undefined : window?.find(idempotency.key, now);
    if (known !== undefined) {
      const isSame = known.payloadHash === idempotency?.payloadHash;
      return isSame ? { outcome: "repeated", position: known.position } : { outcome: "key-reused" };
    }
    const position = this.#logOf(channel).append(entry, retention, now);
    if (idempotency !== undefined) window?.remember(idempotency, position, now);
    return { outcome: "appended", position };
  }

  async read(channel: string, options: ReadOptions, retention: Retention): Promise<ReadResult> {
    this.#assertOpen();
    const log = this.#logOf(channel);
    log.trim(retention, this.#clock.now());
    return { entries: log.read(options), top: log.top };
  }

  async remove(channel: string): Promise<void> {
    this.#assertOpen();
    this.#logs.get(channel)?.clear();
  }

  async close(): Promise<void> {
    this.#state = "closed";
    this.#logs.clear();
    this.#windows.clear();
  }

  /** To be called now and then: forgets what nobody can ask for any more. */
  sweep(): void {
    const now = this.#clock.now();
    for (const [channel, log] of this.#logs) {
      log.expire(now);
      if (log.isEmpty && now - log.touchedAt > POSITION_TTL_MS) this.#logs.delete(channel);
    }
    for (const [channel, window] of this.#windows) {
      window.expire(now);
      if (window.size === 0) this.#windows.delete(channel);
    }
  }

  #logOf(channel: string): MemoryLog {
    let log = this.#logs.get(channel);
    if (log === undefined) {
      log = new MemoryLog(this.#random.id(), this.#clock.now());
      this.#logs.set(channel, log);
    }
    return log;
  }

  #windowOf(channel: string): IdempotencyWindow {
    let window = this.#windows.get(channel);
    if (window === undefined) {
      window = new IdempotencyWindow();
      this.#windows.set(channel, window);
    }
    return window;
  }

  #assertOpen(): void {
    if (this.#state === "closed") throw new Error("the history store is closed");
  }
}
