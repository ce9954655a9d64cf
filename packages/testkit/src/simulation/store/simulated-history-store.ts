/**
 * The hub's history port over a simulated disk, with group commit: what is asked while a transaction is under way goes into
 * the next one, and nothing is answered before its transaction is as safe as its channels want. It can fail and lie as real
 * stores do; it knows no channels' rules.
 */
import type {
  AppendResult,
  HistoryStore,
  Idempotency,
  NewEntry,
  ReadOptions,
  ReadResult,
  Retention,
} from "@longwire/hub";
import type { SeededRandom } from "../../seeded-random.ts";
import type { SimulatedDisk } from "../disk/simulated-disk.ts";
import type { Actor } from "../world/actor.ts";
import type { World } from "../world/world.ts";
import { SimulatedLog } from "./simulated-log.ts";
import { type Durability, replayRecords, type StoreRecord } from "./store-record.ts";

/** Operations of one transaction. */
const MAX_BATCH = 256;

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
  readonly durabilityOf: (channel: string) => Durability;
  readonly newEpoch: () => string;
  /** Told of what is kept in memory only. */
  readonly onKept: (record: StoreRecord) => void;
}

interface Operation {
  readonly what: string;
  readonly run: (transaction: Transaction) => unknown;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Changes that are not committed yet. */
class Transaction {
  readonly logs = new Map<string, SimulatedLog>();
  readonly records: StoreRecord[] = [];
  readonly inMemory: StoreRecord[] = [];
  needs: Durability = "memory";
}

/** @see HistoryStore */
export class SimulatedHistoryStore implements HistoryStore {
  readonly durability: Durability = "fsync";
  readonly #parts: StoreParts;
  readonly #logs: Map<string, SimulatedLog>;
  #queue: Operation[] = [];
  #state: "idle" | "working" | "closed" = "idle";

  private constructor(parts: StoreParts, logs: Map<string, SimulatedLog>) {
    this.#parts = parts;
    this.#logs = logs;
  }

  /** Opens the store: it is ready when the disk knows that a process has begun. */
  static open(parts: StoreParts, ready: (store: SimulatedHistoryStore) => void): void {
    const { disk, process, durabilityOf } = parts;
    const { logs, renamed } = replayRecords(disk.records, durabilityOf, parts.newEpoch);
    const store = new SimulatedHistoryStore(parts, logs);
    const begin = (): void => {
      disk.write(process, [{ type: "begun" }, ...renamed], (error) => {
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
    return this.#enqueue("append", (transaction) => {
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
    return this.#enqueue("read", (transaction) => {
      const log = this.#logFor(transaction, channel);
      log.trim(retention, this.#parts.world.now);
      return { entries: this.#perhapsDamaged(log.read(options)), top: log.top };
    });
  }

  remove(channel: string): Promise<void> {
    return this.#enqueue("remove", (transaction) => {
      const log = this.#logFor(transaction, channel);
      const upTo = log.top.offset;
      log.removeUpTo(upTo);
      this.#write(transaction, channel, { type: "removed", channel, upTo });
    });
  }

  close(): Promise<void> {
    const { disk, process } = this.#parts;
    return new Promise((resolve) => {
      const finish = (): void => {
        if (this.#state === "working" || this.#queue.length > 0) {
          this.#parts.world.schedule(process, 1, "store closes", finish);
          return;
        }
        this.#state = "closed";
        disk.write(process, [{ type: "ended" }], () => disk.sync(process, resolve));
      };
      finish();
    });
  }

  #enqueue<Result>(what: string, run: (transaction: Transaction) => Result): Promise<Result> {
    if (this.#state === "closed") return Promise.reject(new Error("the history store is closed"));
    return new Promise<Result>((resolve, reject) => {
      // What `run` returns is what is resolved with.
      this.#queue.push({ what, run, resolve: resolve as (result: unknown) => void, reject });
      if (this.#state === "idle") this.#begin();
    });
  }

  #begin(): void {
    const { world, process } = this.#parts;
    this.#state = "working";
    world.schedule(process, 0, "store works", () => this.#work());
  }

  #work(): void {
    const batch = this.#queue.splice(0, MAX_BATCH);
    const transaction = new Transaction();
    const answers: (() => void)[] = [];
    for (const operation of batch) {
      const { failing, failingAfterwards } = this.#parts.nature;
      const { random } = this.#parts;
      if (failing > 0 && random.chance(failing)) {
        answers.push(() => operation.reject(new Error(`the store failed to ${operation.what}`)));
        continue;
      }
      const result = operation.run(transaction);
      const isLost = failingAfterwards > 0 && random.chance(failingAfterwards);
      answers.push(() => {
        if (isLost) operation.reject(new Error(`the store's answer to ${operation.what} was lost`));
        else operation.resolve(result);
      });
    }
    this.#commit(transaction, (error) => {
      if (error !== undefined) for (const { reject } of batch) this.#answer(() => reject(error));
      else for (const answer of answers) this.#answer(answer);
      this.#state = "idle";
      if (this.#queue.length > 0) this.#begin();
    });
  }

  #answer(answer: () => void): void {
    this.#parts.world.schedule(this.#parts.process, 0, "store answers", answer);
  }

  #commit(transaction: Transaction, done: (error: Error | undefined) => void): void {
    const { disk, process, onKept } = this.#parts;
    const committed = (): void => {
      for (const [channel, log] of transaction.logs) {
        log.seal(this.#parts.world.now);
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
      else if (transaction.needs === "fsync") disk.sync(process, committed);
      else committed();
    });
  }

  #logFor(transaction: Transaction, channel: string): SimulatedLog {
    let log = transaction.logs.get(channel) ?? this.#logs.get(channel)?.copy();
    if (log === undefined) {
      log = new SimulatedLog(this.#parts.newEpoch());
      this.#write(transaction, channel, { type: "log", channel, epoch: log.epoch });
    }
    transaction.logs.set(channel, log);
    return log;
  }

  #write(transaction: Transaction, channel: string, record: StoreRecord): void {
    const durability = this.#parts.durabilityOf(channel);
    if (durability === "memory") {
      transaction.inMemory.push(record);
      return;
    }
    transaction.records.push(record);
    if (durability === "fsync") transaction.needs = "fsync";
    else if (transaction.needs === "memory") transaction.needs = "commit";
  }

  #perhapsDamaged<Item>(entries: readonly Item[]): readonly Item[] {
    const { nature, random } = this.#parts;
    if (entries.length < 3 || nature.damaged === 0 || !random.chance(nature.damaged)) return entries;
    const hole = 1 + random.below(entries.length - 2);
    return entries.filter((_, i) => i !== hole);
  }
}
