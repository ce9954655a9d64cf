/**
 * The table of logs.
 */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Log, LogRow } from "./log.ts";

const columns = "epoch, is_synced, run, top, first, low, total, dropped, oldest_at, ttl, touched, due";

/** Finds and writes rows. */
export class LogTable {
  readonly #find: StatementSync;
  readonly #findDue: StatementSync;
  readonly #insert: StatementSync;
  readonly #update: StatementSync;
  readonly #updateDue: StatementSync;
  readonly #remove: StatementSync;

  constructor(database: DatabaseSync) {
    this.#find = database.prepare(`SELECT id, ${columns} FROM log WHERE channel = ?`);
    this.#findDue = database.prepare("SELECT channel FROM log WHERE due <= ? ORDER BY due LIMIT ?");
    this.#insert = database.prepare(`INSERT INTO log (${columns}, channel) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)`);
    // An index is written only when its column is named.
    this.#update = database.prepare(
      "UPDATE log SET epoch=?, is_synced=?, run=?, top=?, first=?, low=?, total=?, dropped=?, oldest_at=?, ttl=?, touched=? WHERE id=?",
    );
    this.#updateDue = database.prepare("UPDATE log SET due=? WHERE id=?");
    this.#remove = database.prepare("DELETE FROM log WHERE id=?");
  }

  find(channel: string): Log | undefined {
    const found = this.#find.get(channel);
    if (found === undefined) return undefined;
    const row: LogRow = {
      epoch: String(found.epoch),
      durability: found.is_synced === 1 ? "fsync" : "commit",
      run: Number(found.run),
      top: Number(found.top),
      first: Number(found.first),
      low: Number(found.low),
      total: Number(found.total),
      dropped: Number(found.dropped),
      oldestAt: Number(found.oldest_at),
      ttlMs: Number(found.ttl),
      touchedAt: Number(found.touched),
      dueAt: Number(found.due),
    };
    return { id: Number(found.id), channel, row, isTouched: false, isDueMoved: false };
  }

  /** Channels of logs that a sweep must look at. */
  findDue(now: number, limit: number): string[] {
    return this.#findDue.all(now, limit).map(({ channel }) => String(channel));
  }

  /** @returns its id. */
  insert(channel: string, row: LogRow): number {
    return Number(this.#insert.run(...values(row), row.dueAt, channel).lastInsertRowid);
  }

  update({ id, row, isDueMoved }: Log): void {
    this.#update.run(...values(row), id);
    if (isDueMoved) this.#updateDue.run(row.dueAt, id);
  }

  remove(id: number): void {
    this.#remove.run(id);
  }
}

function values(row: LogRow): (string | number)[] {
  return [
    row.epoch,
    row.durability === "fsync" ? 1 : 0,
    row.run,
    row.top,
    row.first,
    row.low,
    row.total,
    row.dropped,
    row.oldestAt,
    row.ttlMs,
    row.touchedAt,
  ];
}
