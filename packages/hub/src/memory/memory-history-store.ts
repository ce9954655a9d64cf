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
import { IdempotencyWindows } from "./idempotency-windows.ts";
import { MemoryLog } from "./memory-log.ts";

/** How long a log without entries is remembered. */
const POSITION_TTL_MS = 30 * 24 * 60 * 60 * 1000;

/** @see HistoryStore */
export class MemoryHistoryStore implements HistoryStore {
  readonly durability: Durability = "memory";
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #logs = new Map<string, MemoryLog>();
  readonly #keys = new IdempotencyWindows();
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
    const known = idempotency && this.#keys.find(channel, idempotency.key, now);
    if (known !== undefined) {
      const isSame = known.payloadHash === idempotency?.payloadHash;
      return isSame ? { outcome: "repeated", position: known.position } : { outcome: "key-reused" };
    }
    const position = this.#logOf(channel).append(entry, retention, now);
    if (idempotency !== undefined) this.#keys.remember(channel, idempotency, position, now);
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
    this.#keys.clear();
  }

  /** To be called now and then: forgets what nobody can ask for any more. */
  sweep(): void {
    const now = this.#clock.now();
    for (const [channel, log] of this.#logs) {
      log.expire(now);
      if (log.isEmpty && now - log.touchedAt > POSITION_TTL_MS) this.#logs.delete(channel);
    }
    this.#keys.expire(now);
  }

  #logOf(channel: string): MemoryLog {
    let log = this.#logs.get(channel);
    if (log === undefined) {
      log = new MemoryLog(this.#random.id(), this.#clock.now());
      this.#logs.set(channel, log);
    }
    return log;
  }

  #assertOpen(): void {
    if (this.#state === "closed") throw new Error("the history store is closed");
  }
}
