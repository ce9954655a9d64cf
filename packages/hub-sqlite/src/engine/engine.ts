/**
 * The logs in the file: appends, reads and removals within transactions that its caller begins and ends. It knows SQL's
 * tables and no threads, and has no clock: the time comes with each operation.
 */
import type { DatabaseSync } from "node:sqlite";
import type { Operation } from "../codec/operation.ts";
import type { StoredOutcome } from "../codec/outcome.ts";
import type { WriteDurability } from "../group-commit.ts";
import { keepsEpoch, neededFor, type RunStart } from "../start-verdict.ts";
import { EntryTable, type OffsetRange } from "./entry-table.ts";
import { IdempotencyTable } from "./idempotency-table.ts";
import { type Log, type LogRow, topOf } from "./log.ts";
import { LogCache } from "./log-cache.ts";
import { LogTable } from "./log-table.ts";
import { RevocationTable } from "./revocation-table.ts";
import { type TrimBounds, trim } from "./trim.ts";

/** An operation on a log. */
export type LogOperation = Extract<Operation, { readonly channel: string }>;
/** What runs in a group. */
export type GroupOperation = Exclude<Operation, { type: "sweep" }>;

/** Gone entries of a log leave the file when there are so many, and at most so many at once. */
const REMOVE_FROM = 64;
const REMOVE_AT_ONCE = 500;
/** A log that is only read is noted as read so often: what it is for is days. */
const NOTE_READ_MS = 24 * 60 * 60 * 1000;
/** How long a log without entries is remembered. */
const POSITION_TTL_MS = 30 * NOTE_READ_MS;
/** Of a log whose entries do not age. */
const NEVER = Number.MAX_SAFE_INTEGER;
const noBounds: TrimBounds = { maxEntries: NEVER, maxBytes: NEVER, ttlMs: 0 };

/** Logs of one file. */
export class Engine {
  readonly #database: DatabaseSync;
  readonly #start: RunStart;
  readonly #newEpoch: () => string;
  readonly #logs: LogTable;
  readonly #entries: EntryTable;
  readonly #keys: IdempotencyTable;
  readonly #revocations: RevocationTable;
  readonly #cache = new LogCache();
  readonly #touched = new Set<Log>();
  #synchronous: WriteDurability = "fsync";

  constructor(database: DatabaseSync, start: RunStart, newEpoch: () => string) {
    this.#database = database;
    this.#start = start;
    this.#newEpoch = newEpoch;
    this.#logs = new LogTable(database);
    this.#entries = new EntryTable(database);
    this.#keys = new IdempotencyTable(database);
    this.#revocations = new RevocationTable(database);
  }

  /** What the transaction must survive that `operation` runs in; `undefined` when it writes nothing. */
  neededFor(operation: GroupOperation): WriteDurability | undefined {
    if (operation.type === "revoke" || operation.type === "list-revocations") return "fsync";
    const log = this.#find(operation.channel);
    if (operation.type === "remove") return log?.row.durability;
    const { durability } = operation.retention;
    if (log === undefined) return durability;
    if (operation.type === "append") return neededFor(log.row, durability);
    if (!keepsEpoch(log.row, this.#start)) return log.row.durability;
    return isToBeNoted(log.row, operation.now) ? "commit" : undefined;
  }

  /** Begins a transaction that survives what `durability` says. */
  begin(durability: WriteDurability): void {
    if (this.#synchronous !== durability) {
      // NORMAL syncs at checkpoints only, so the file stays whole whatever happens.
      this.#database.exec(`PRAGMA synchronous = ${durability === "fsync" ? "FULL" : "NORMAL"}`);
      this.#synchronous = durability;
    }
    this.#database.exec("BEGIN IMMEDIATE");
  }

  /**
   * Runs an operation. One that `neededFor` something needs a transaction.
   * @returns what came of it, and whether that is committed already.
   */
  run(operation: GroupOperation): { readonly outcome: StoredOutcome; readonly isCommitted: boolean } {
    if (operation.type === "revoke") {
      this.#revocations.add(operation.revocation);
      return { outcome: { type: "done" }, isCommitted: false };
    }
    if (operation.type === "list-revocations") {
      const revocations = this.#revocations.list(operation.since);
      return { outcome: { type: "revocations", revocations }, isCommitted: false };
    }
    const log = operation.type === "remove" ? this.#find(operation.channel) : this.#logFor(operation);
    const outcome = log === undefined ? ({ type: "done" } as const) : this.#runOn(log, operation);
    return { outcome, isCommitted: log?.isTouched !== true };
  }

  /** Commits, with an fsync where the transaction began with one. */
  commit(): void {
    for (const log of this.#touched) {
      this.#removeGone(log, REMOVE_FROM);
      this.#logs.update(log);
    }
    this.#database.exec("COMMIT");
    for (const log of this.#touched) {
      log.isTouched = false;
      log.isDueMoved = false;
    }
    this.#touched.clear();
  }

  get isInTransaction(): boolean {
    return this.#database.isTransaction;
  }

  /** Undoes the transaction. */
  rollback(): void {
    for (const { channel } of this.#touched) this.#cache.drop(channel);
    this.#touched.clear();
    // Some errors have ended it already.
    if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
  }

  /** A bounded part of a sweep, in a transaction of its own. @returns whether there is more to do. */
  sweep(now: number, budget: number = REMOVE_AT_ONCE): boolean {
    this.begin("commit");
    const expired = this.#keys.expire(now, budget);
    let left = budget - expired;
    const due = this.#logs.findDue(now, Math.max(0, left));
    for (const channel of due) {
      if (left <= 0) break;
      left -= 1 + this.#sweepLog(channel, now, left);
    }
    this.#database.prepare("UPDATE meta SET time = max(time, ?)").run(Math.floor(now));
    this.commit();
    return left <= 0;
  }

  #find(channel: string): Log | undefined {
    const cached = this.#cache.find(channel);
    if (cached !== undefined) return cached;
    const log = this.#logs.find(channel);
    if (log !== undefined) this.#cache.add(log);
    return log;
  }

  /** The log that is asked for, made where there is none, with the epoch that it has from now on. */
  #logFor({ channel, now, retention }: Exclude<LogOperation, { type: "remove" }>): Log {
    const log = this.#find(channel);
    if (log === undefined) return this.#make(channel, now, retention.durability);
    if (keepsEpoch(log.row, this.#start)) return log;
    log.row.epoch = this.#newEpoch();
    log.row.run = this.#start.run;
    this.#touch(log);
    return log;
  }

  #make(channel: string, now: number, durability: WriteDurability): Log {
    const row: LogRow = {
      epoch: this.#newEpoch(),
      durability,
      run: this.#start.run,
      ...{ top: 0, first: 1, low: 1, total: 0, dropped: 0 },
      ...{ oldestAt: now, ttlMs: 0, touchedAt: now, dueAt: now + POSITION_TTL_MS },
    };
    const log: Log = { id: this.#logs.insert(channel, row), channel, row, isTouched: false, isDueMoved: false };
    this.#touch(log);
    this.#cache.add(log);
    return log;
  }

  #touch(log: Log): void {
    log.isTouched = true;
    this.#touched.add(log);
  }

  #runOn(log: Log, operation: LogOperation): StoredOutcome {
    if (operation.type === "append") return this.#append(log, operation);
    if (operation.type === "read") return this.#read(log, operation);
    log.row.first = log.row.top + 1;
    log.row.dropped = log.row.total;
    this.#moveDue(log, operation.now);
    this.#touch(log);
    return { type: "done" };
  }

  #append(log: Log, { now, retention, idempotency, bytes, record }: LogOperation & { type: "append" }): StoredOutcome {
    const known = idempotency === undefined ? undefined : this.#keys.find(log.id, idempotency.key, now);
    if (known !== undefined) {
      if (known.payloadHash !== idempotency?.payloadHash) return { type: "key-reused" };
      return { type: "repeated", position: { offset: known.offset, epoch: log.row.epoch } };
    }
    this.#touch(log);
    const { row } = log;
    if (row.durability !== retention.durability) {
      row.durability = retention.durability;
      if (retention.durability === "commit") row.run = this.#start.run;
    }
    // Time may have gone back between two runs; in a log it does not.
    row.touchedAt = Math.max(row.touchedAt, now);
    if (row.first > row.top) {
      row.dropped = row.total;
      row.oldestAt = row.touchedAt;
    }
    row.top += 1;
    this.#entries.insert(log.id, row.top, { at: row.touchedAt, bytesBefore: row.total }, record);
    row.total += bytes;
    if (idempotency !== undefined) this.#keys.put(log.id, idempotency, row.top, now);
    this.#trim(log, retention, now);
    if (retention.ttlMs > 0) this.#moveDue(log, row.touchedAt + retention.ttlMs);
    return { type: "appended", position: topOf(log) };
  }

  #read(log: Log, operation: LogOperation & { type: "read" }): StoredOutcome {
    const { now, retention, sinceOffset, limit, isReverse } = operation;
    const { row } = log;
    this.#trim(log, retention, now);
    const range: OffsetRange = isReverse
      ? { from: row.first, to: Math.min(row.top, (sinceOffset ?? row.top + 1) - 1) }
      : { from: Math.max(row.first, (sinceOffset ?? 0) + 1), to: row.top };
    const isEmpty = limit === 0 || range.from > range.to;
    const entries = isEmpty ? [] : this.#entries.read(log.id, range, limit, isReverse);
    if (isToBeNoted(row, now)) {
      row.touchedAt = now;
      this.#touch(log);
    }
    return { type: "read", top: topOf(log), entries };
  }

  #trim({ id, row }: Log, bounds: TrimBounds, now: number): void {
    row.ttlMs = bounds.ttlMs;
    trim(row, bounds, now, (offset) => this.#entries.edge(id, offset));
  }

  /** A sweep comes at `at` at the latest. */
  #moveDue(log: Log, at: number): void {
    if (at >= log.row.dueAt) return;
    log.row.dueAt = at;
    log.isDueMoved = true;
  }

  /** Removes entries from the file that are gone for readers. @returns how many. */
  #removeGone({ id, row }: Log, from: number, atMost: number = REMOVE_AT_ONCE): number {
    const count = Math.min(row.first - row.low, atMost);
    if (count < from) return 0;
    this.#entries.remove(id, { from: row.low, to: row.low + count - 1 });
    row.low += count;
    return count;
  }

  #sweepLog(channel: string, now: number, budget: number): number {
    const log = this.#find(channel);
    if (log === undefined) return 0;
    const { row } = log;
    this.#trim(log, { ...noBounds, ttlMs: row.ttlMs }, now);
    const removed = this.#removeGone(log, 1, budget);
    const isEmpty = row.low > row.top;
    if (isEmpty && now - row.touchedAt > POSITION_TTL_MS) {
      this.#logs.remove(log.id);
      this.#cache.drop(channel);
      return removed;
    }
    row.dueAt = nextLook(row, now);
    log.isDueMoved = true;
    this.#touch(log);
    return removed;
  }
}

/** So that a log that is only read is not forgotten. */
function isToBeNoted({ touchedAt }: LogRow, now: number): boolean {
  return now - touchedAt > NOTE_READ_MS;
}

function nextLook({ low, first, top, ttlMs, oldestAt, touchedAt }: LogRow, now: number): number {
  if (low < first) return now;
  if (low > top) return touchedAt + POSITION_TTL_MS + 1;
  return ttlMs === 0 ? NEVER : Math.max(now + 1, oldestAt + ttlMs);
}
