/**
 * The table of entries.
 */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { StoredEntry } from "../codec/outcome.ts";

/** What trimming must know of an entry. */
export interface EntryEdge {
  /** When it was appended. */
  readonly at: number;
  /** Bytes of all entries before it. */
  readonly bytesBefore: number;
}

/** Offsets, both included. */
export interface OffsetRange {
  readonly from: number;
  readonly to: number;
}

/** Finds and writes rows. */
export class EntryTable {
  readonly #insert: StatementSync;
  readonly #edge: StatementSync;
  readonly #forward: StatementSync;
  readonly #backward: StatementSync;
  readonly #remove: StatementSync;

  constructor(database: DatabaseSync) {
    this.#insert = database.prepare("INSERT INTO entry (log, offset, at, bytes_before, record) VALUES (?,?,?,?,?)");
    this.#edge = database.prepare("SELECT at, bytes_before FROM entry WHERE log=? AND offset=?");
    const range = "SELECT offset, record FROM entry WHERE log=? AND offset BETWEEN ? AND ? ORDER BY offset";
    this.#forward = database.prepare(`${range} LIMIT ?`);
    this.#backward = database.prepare(`${range} DESC LIMIT ?`);
    this.#remove = database.prepare("DELETE FROM entry WHERE log=? AND offset BETWEEN ? AND ?");
  }

  insert(log: number, offset: number, { at, bytesBefore }: EntryEdge, record: Uint8Array): void {
    this.#insert.run(log, offset, at, bytesBefore, record);
  }

  edge(log: number, offset: number): EntryEdge | undefined {
    const found = this.#edge.get(log, offset);
    return found === undefined ? undefined : { at: Number(found.at), bytesBefore: Number(found.bytes_before) };
  }

  read(log: number, { from, to }: OffsetRange, limit: number, isReverse: boolean): StoredEntry[] {
    const statement = isReverse ? this.#backward : this.#forward;
    // The columns are NOT NULL, and STRICT.
    return statement.all(log, from, to, limit) as unknown as StoredEntry[];
  }

  remove(log: number, { from, to }: OffsetRange): void {
    this.#remove.run(log, from, to);
  }
}
