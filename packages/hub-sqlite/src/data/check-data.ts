/**
 * Looks whether a store's file is whole: as SQLite sees it, and whether each log has every entry that it says it has.
 */
import type { DatabaseSync } from "node:sqlite";
import { openToRead } from "./open-to-read.ts";

/** What a check found. */
export interface DataCheck {
  /** Of the schema. */
  readonly version: number;
  readonly logs: number;
  readonly entries: number;
  /** Of the file, without its write-ahead log. */
  readonly fileBytes: number;
  /** The last run ended in peace, or none has begun; false as well while one is going on. */
  readonly wasClean: boolean;
  /** What is wrong, at most 100 lines. Nothing when the file is whole. */
  readonly faults: readonly string[];
}

const MAX_FAULTS = 100;

/** Checks a file, also one in use. It reads all of it. @throws SqliteStoreError for one that cannot be read. */
export function checkData(file: string): Promise<DataCheck> {
  return openToRead(file, (database, version) => {
    database.exec("BEGIN");
    const integrity = integrityFaults(database);
    // What SQLite cannot walk through cannot be counted.
    if (integrity.length > 0 || version === 0) return { ...nothing, version, faults: integrity };
    return {
      version,
      logs: number(database, "SELECT count(*) AS n FROM log"),
      entries: number(database, "SELECT coalesce(sum(top - first + 1), 0) AS n FROM log"),
      fileBytes: number(database, "SELECT page_count * page_size AS n FROM pragma_page_count, pragma_page_size"),
      wasClean: number(database, "SELECT was_clean AS n FROM meta") === 1,
      faults: logFaults(database),
    };
  });
}

const nothing = { logs: 0, entries: 0, fileBytes: 0, wasClean: true };

function number(database: DatabaseSync, sql: string): number {
  return Number(database.prepare(sql).get()?.n);
}

function integrityFaults(database: DatabaseSync): string[] {
  const lines = database.prepare(`PRAGMA integrity_check(${MAX_FAULTS})`).all();
  return lines.map(({ integrity_check: line }) => String(line)).filter((line) => line !== "ok");
}

function logFaults(database: DatabaseSync): string[] {
  const holes = database.prepare(`
    SELECT channel, first, top, (
      SELECT count(*) FROM entry WHERE log = log.id AND offset BETWEEN log.first AND log.top
    ) AS found FROM log WHERE found <> top - first + 1 LIMIT ${MAX_FAULTS}`);
  return holes
    .all()
    .map(
      ({ channel, first, top, found }) =>
        `channel ${JSON.stringify(channel)}: ${String(found)} entries where offsets ${String(first)} to ${String(top)} should be`,
    );
}
