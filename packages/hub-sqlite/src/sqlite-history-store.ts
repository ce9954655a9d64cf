/**
 * History in a file of SQLite, written by a thread of its own. What is below `commit` stays in memory. It knows the port and
 * the thread; how logs are kept is in `engine/`.
 */
import { resolve } from "node:path";
import {
  type AppendResult,
  type Clock,
  createSystemClock,
  createSystemRandom,
  type Durability,
  type HistoryStore,
  type Idempotency,
  MemoryHistoryStore,
  type NewEntry,
  type ReadOptions,
  type ReadResult,
  type Retention,
  type RevocationStore,
} from "@longwire/hub";
import { type GroupCommitLimits, groupCommitDefaults } from "./group-commit.ts";
import { SqliteStoreError } from "./sqlite-store-error.ts";
import { StoreThread, type Success } from "./thread/store-thread.ts";

/** Options of `SqliteHistoryStore.open`. */
export interface SqliteStoreOptions {
  /** Path of the file. It and its directory are made where there are none; beside it stand `-wal`, `-shm` and `-lock`. */
  readonly file: string;
  /** Of the page cache in the store's thread. Default 16 MiB. */
  readonly cacheBytes?: number;
  /** What may wait for the disk; beyond it calls are refused with `overloaded`. Default 64 MiB. */
  readonly maxPendingBytes?: number;
  /** What shares a transaction. */
  readonly groupCommit?: Partial<GroupCommitLimits>;
  /** Of the file, in pages of 4 KiB. Default: as large as the disk. */
  readonly maxPages?: number;
  readonly clock?: Clock;
}

const MIB = 1024 * 1024;
const DAY_MS = 24 * 60 * 60 * 1000;

/** A store in one file, for one process. Close it: then its next start is a clean one. */
export class SqliteHistoryStore implements HistoryStore {
  readonly durability: Durability = "fsync";
  readonly #thread: StoreThread;
  readonly #memory: MemoryHistoryStore;
  readonly #now: () => number;
  #state: "open" | "closed" = "open";

  private constructor(thread: StoreThread, clock: Clock, time: number) {
    this.#thread = thread;
    this.#memory = new MemoryHistoryStore(clock, createSystemRandom());
    // Wall time may jump while the store is open, and go back between two runs: entries must not get old or young by it.
    const startedAt = clock.now();
    const start = Math.max(clock.wallTime(), time);
    this.#now = () => Math.floor(start + clock.now() - startedAt);
  }

  /** Opens or makes it. @throws SqliteStoreError that says what to do. */
  static async open(options: SqliteStoreOptions): Promise<SqliteHistoryStore> {
    const { cacheBytes = 16 * MIB, maxPendingBytes = 64 * MIB, maxPages, clock = createSystemClock() } = options;
    const groupCommit = { ...groupCommitDefaults, ...options.groupCommit };
    const file = resolve(options.file);
    const { thread, time } = await StoreThread.start({ file, cacheBytes, maxPages, groupCommit }, maxPendingBytes);
    return new SqliteHistoryStore(thread, clock, time);
  }

  async append(
    channel: string,
    entry: NewEntry,
    retention: Retention,
    idempotency?: Idempotency,
  ): Promise<AppendResult> {
    this.#assertOpen();
    if (retention.durability === "memory") return this.#memory.append(channel, entry, retention, idempotency);
    const outcome = await this.#thread.run(entry.data.bytes.length, (writer, id) =>
      writer.append(id, this.#now(), [channel, entry, retention, idempotency]),
    );
    if (outcome.type === "key-reused") return { outcome: "key-reused" };
    if (outcome.type === "appended" || outcome.type === "repeated") {
      return { outcome: outcome.type, position: outcome.position };
    }
    throw unexpected(outcome);
  }

  async read(channel: string, options: ReadOptions, retention: Retention): Promise<ReadResult> {
    this.#assertOpen();
    if (retention.durability === "memory") return this.#memory.read(channel, options, retention);
    const outcome = await this.#thread.run(0, (writer, id) =>
      writer.read(id, this.#now(), [channel, options, retention]),
    );
    if (outcome.type !== "read") throw unexpected(outcome);
    return { entries: outcome.entries, top: outcome.top };
  }

  async remove(channel: string): Promise<void> {
    this.#assertOpen();
    await this.#memory.remove(channel);
    await this.#thread.run(0, (writer, id) => writer.remove(id, this.#now(), channel));
  }

  /** Forgets what nobody can ask for any more, in parts between other work. Resolves when all of it is done. */
  async sweep(): Promise<void> {
    if (this.#state === "closed") return;
    this.#memory.sweep();
    try {
      await this.#thread.run(0, (writer, id) => writer.sweep(id, this.#now()));
    } catch (error) {
      // What is not swept before the end is swept after the next start.
      if (!(error instanceof SqliteStoreError && error.code === "closed")) throw error;
    }
  }

  /**
   * Revocations in the same file. They live and close with this store.
   * @param ttlMs how long one is kept; not shorter than any token lives. Default 30 days.
   */
  revocations({ ttlMs = 30 * DAY_MS }: { readonly ttlMs?: number | undefined } = {}): RevocationStore {
    return {
      add: async (revocation) => {
        this.#assertOpen();
        await this.#thread.run(0, (writer, id) => writer.revoke(id, this.#now(), revocation));
      },
      list: async () => {
        this.#assertOpen();
        const since = this.#now() - ttlMs + 1;
        const outcome = await this.#thread.run(0, (writer, id) => writer.listRevocations(id, this.#now(), since));
        if (outcome.type !== "revocations") throw unexpected(outcome);
        return outcome.revocations;
      },
      close: async () => undefined,
    };
  }

  /**
   * Copies the store to the file `path`, which is replaced, while it is used. Opened as a store, the copy gives every log a
   * new epoch: subscribers may have seen more than it holds.
   */
  async backUp(path: string): Promise<void> {
    this.#assertOpen();
    await this.#thread.backUp(resolve(path));
  }

  async close(): Promise<void> {
    this.#state = "closed";
    await this.#memory.close();
    await this.#thread.close(this.#now());
  }

  #assertOpen(): void {
    if (this.#state === "closed") throw new SqliteStoreError("closed");
  }
}

function unexpected({ type }: Success): Error {
  return new Error(`the store answered with "${type}"`);
}
