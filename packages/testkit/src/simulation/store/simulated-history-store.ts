/**
 * The hub's history port over a simulated disk, with the real store's decisions of which writes share a transaction. What is
 * asked while one is under way waits for the next, and nothing is answered before its transaction is as safe as its
 * channels want. It can fail and lie as real stores do; it knows no channels' rules.
 */
import type {
  AppendResult,
  Durability,
  HistoryStore,
  Idempotency,
  NewEntry,
  ReadOptions,
  ReadResult,
  Retention,
} from "@longwire/hub";
import { GroupCommit, type RunStart } from "@longwire/hub-sqlite";
import type { SeededRandom } from "../../seeded-random.ts";
import type { SimulatedDisk } from "../disk/simulated-disk.ts";
import type { Actor } from "../world/actor.ts";
import type { World } from "../world/world.ts";
import { SimulatedLog } from "./simulated-log.ts";
import { type Replayed, replayRecords, type StoreRecord } from "./store-record.ts";

/** Longest way of an answer. */
const MAX_HOP_MS = 2;

/** What may go wrong, as shares of operations, 0 to 1. */
export interface StoreNature {
  /** Rejected, and nothing was done. */
  failing: number;
  /** Rejected, although it was done. */
  failingAfterwards: number;
  /** Pages that come with a hole. */
  damaged: number;
}

/** What a store is made of. */
export interface StoreParts {
  readonly world: World;
  readonly process: Actor;
  readonly disk: SimulatedDisk<StoreRecord>;
  readonly random: SeededRandom;
  readonly nature: StoreNature;
  readonly newEpoch: () => string;
  /** Told of what is kept in memory only. */
  readonly onKept: (record: StoreRecord) => void;
}

interface Operation {
  readonly what: string;
  readonly channel: string;
  /** Undefined where nobody said it: then it is what the log has. */
  readonly durability: Durability | undefined;
  /** A log that is not there is made; otherwise it reads only. */
  readonly writes: boolean;
  readonly run: (transaction: Transaction) => unknown;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Changes that are not committed yet. */
class Transaction {
  readonly logs = new Map<string, SimulatedLog>();
  readonly records: StoreRecord[] = [];
  readonly inMemory: StoreRecord[] = [];
  readonly group: GroupCommit = new GroupCommit();
  readonly waiting: { readonly answer: () => void; readonly fail: (error: Error) => void }[] = [];
}

/** @see HistoryStore */
export class SimulatedHistoryStore implements HistoryStore {
  readonly durability: Durability = "fsync";
  readonly #parts: StoreParts;
  readonly #logs: Map<string, SimulatedLog>;
  readonly #start: RunStart;
  /** What was asked of each log. */
  readonly #durabilities: Map<string, Durability>;
  readonly #queue: Operation[] = [];
  #state: "idle" | "working" = "idle";
  #isClosed = false;
  #answeredAt = 0;

  private constructor(parts: StoreParts, { logs, start, durabilities }: Replayed) {
    this.#parts = parts;
    this.#logs = logs;
    this.#start = start;
    this.#durabilities = new Map(durabilities);
  }

  /** Opens the store: it is ready when the disk knows that a run has begun. */
  static open(parts: StoreParts, ready: (store: SimulatedHistoryStore) => void): void {
    const { disk, process } = parts;
    const replayed = replayRecords(disk.records, parts.newEpoch);
    const { start, renamed } = replayed;
    const store = new SimulatedHistoryStore(parts, replayed);
    const begin = (): void => {
      disk.write(process, [{ type: "begun", start }, ...renamed], (error) => {
        if (error === undefined) disk.sync(process, () => ready(store));
        else parts.world.schedule(process, 1000, "store begins again", begin);
      });
    };
    begin();
  }

  /** A channel's log as it is committed. */
  peek(channel: string): SimulatedLog | undefined {
    return this.#logs.get(channel);
  }

  append(channel: string, entry: NewEntry, retention: Retention, idempotency?: Idempotency): Promise<AppendResult> {
    const { durability } = retention;
    return this.#enqueue({ what: "append", channel, durability, writes: true }, (transaction) => {
      const log = this.#logFor(transaction, channel);
      const { now } = this.#parts.world;
      const known = log.known(idempotency, now);
      if (known !== undefined) return known;
      const kept = log.append(entry, now, idempotency);
      log.trim(retention, now);
      this.#write(transaction, channel, { type: "entry", channel, epoch: log.epoch, kept });
      return { outcome: "appended", position: log.top };
    });
  }

  read(channel: string, options: ReadOptions, retention: Retention): Promise<ReadResult> {
    const { durability } = retention;
    return this.#enqueue({ what: "read", channel, durability, writes: false }, (transaction) => {
      // One that the transaction has not changed is read as it is; that time has passed is no change.
      const isChanged = transaction.logs.has(channel);
      const log = (isChanged ? undefined : this.#logs.get(channel)) ?? this.#logFor(transaction, channel);
      log.trim(retention, this.#parts.world.now);
      return { entries: this.#perhapsDamaged(log.read(options)), top: log.top };
    });
  }

  remove(channel: string): Promise<void> {
    return this.#enqueue({ what: "remove", channel, durability: undefined, writes: true }, (transaction) => {
      if (!transaction.logs.has(channel) && !this.#logs.has(channel)) return;
      const log = this.#logFor(transaction, channel);
      const upTo = log.top.offset;
      log.removeUpTo(upTo);
      this.#write(transaction, channel, { type: "removed", channel, upTo });
    });
  }

  close(): Promise<void> {
    const { disk, process } = this.#parts;
    this.#isClosed = true;
    return new Promise((resolve) => {
      const finish = (): void => {
        if (this.#state === "working" || this.#queue.length > 0) {
          this.#parts.world.schedule(process, 1, "store closes", finish);
          return;
        }
        disk.write(process, [{ type: "ended" }], () => disk.sync(process, resolve));
      };
      finish();
    });
  }

  #enqueue<Result>(
    operation: Pick<Operation, "what" | "channel" | "durability" | "writes">,
    run: (transaction: Transaction) => Result,
  ): Promise<Result> {
    if (this.#isClosed) return Promise.reject(new Error("the history store is closed"));
    return new Promise<Result>((resolve, reject) => {
      // What `run` returns is what is resolved with.
      this.#queue.push({ ...operation, run, resolve: resolve as (result: unknown) => void, reject });
      if (this.#state === "idle") this.#begin();
    });
  }

  #begin(): void {
    const { world, process } = this.#parts;
    this.#state = "working";
    world.schedule(process, 0, "store works", () => this.#work());
  }

  /** One group: as many of those that wait as the decisions let into one transaction. */
  #work(): void {
    const transaction = new Transaction();
    const { group } = transaction;
    for (let next = this.#queue[0]; next !== undefined; next = this.#queue[0]) {
      const needed = this.#neededFor(next);
      if (needed !== "memory") {
        if (group.mustCommitBefore(needed)) break;
        group.add(needed, this.#parts.world.now);
      }
      this.#queue.shift();
      this.#run(next, transaction);
      if (group.isDue(this.#parts.world.now, this.#queue.length > 0)) break;
    }
    this.#commit(transaction, (error) => {
      for (const { answer, fail } of transaction.waiting)
        this.#answer(error === undefined ? answer : () => fail(error));
      this.#state = "idle";
      if (this.#queue.length > 0) this.#begin();
    });
  }

  /** What the operation's writes must survive; "memory" also for one that writes nothing. */
  #neededFor({ what, channel, durability, writes }: Operation): Durability {
    if (what === "remove") return this.#durabilities.get(channel) ?? "memory";
    const asked = durability ?? this.durability;
    this.#durabilities.set(channel, asked);
    return writes || !this.#logs.has(channel) ? asked : "memory";
  }

  #run(operation: Operation, transaction: Transaction): void {
    const { random, nature } = this.#parts;
    const { what, channel, resolve, reject } = operation;
    if (nature.failing > 0 && random.chance(nature.failing)) {
      this.#answer(() => reject(new Error(`the store failed to ${what}`)));
      return;
    }
    const isPending = operation.writes || transaction.logs.has(channel) || !this.#logs.has(channel);
    const result = operation.run(transaction);
    const isLost = nature.failingAfterwards > 0 && random.chance(nature.failingAfterwards);
    const answer = (): void => {
      if (isLost) reject(new Error(`the store's answer to ${what} was lost`));
      else resolve(result);
    };
    // What is committed already need not wait.
    if (isPending) transaction.waiting.push({ answer, fail: reject });
    else this.#answer(answer);
  }

  /** Answers come from another thread: they take a moment, and keep their order. */
  #answer(answer: () => void): void {
    const { world, process, random } = this.#parts;
    this.#answeredAt = Math.max(this.#answeredAt, world.now + random.below(MAX_HOP_MS * 1000) / 1000);
    world.schedule(process, this.#answeredAt - world.now, "store answers", answer);
  }

  #commit(transaction: Transaction, done: (error: Error | undefined) => void): void {
    const { disk, process, onKept, world } = this.#parts;
    const committed = (): void => {
      for (const [channel, log] of transaction.logs) {
        log.seal(world.now);
        this.#logs.set(channel, log);
      }
      for (const record of transaction.inMemory) onKept(record);
      done(undefined);
    };
    if (transaction.records.length === 0) {
      committed();
      return;
    }
    disk.write(process, transaction.records, (error) => {
      if (error !== undefined) done(error);
      else if (transaction.group.durability === "fsync") disk.sync(process, committed);
      else committed();
    });
  }

  #logFor(transaction: Transaction, channel: string): SimulatedLog {
    let log = transaction.logs.get(channel) ?? this.#logs.get(channel)?.copy();
    if (log === undefined) {
      log = new SimulatedLog(this.#parts.newEpoch());
      const durability = this.#durabilities.get(channel) === "fsync" ? "fsync" : "commit";
      this.#write(transaction, channel, { type: "log", channel, epoch: log.epoch, run: this.#start.run, durability });
    }
    transaction.logs.set(channel, log);
    return log;
  }

  #write(transaction: Transaction, channel: string, record: StoreRecord): void {
    if (this.#durabilities.get(channel) === "memory") transaction.inMemory.push(record);
    else transaction.records.push(record);
  }

  #perhapsDamaged<Item>(entries: readonly Item[]): readonly Item[] {
    const { nature, random } = this.#parts;
    if (entries.length < 3 || nature.damaged === 0 || !random.chance(nature.damaged)) return entries;
    const hole = 1 + random.below(entries.length - 2);
    return entries.filter((_, i) => i !== hole);
  }
}
