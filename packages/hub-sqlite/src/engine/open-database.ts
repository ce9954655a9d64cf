/**
 * Opens the file of a store: makes it, brings it to this version, and begins a run. What the file says of the run before
 * decides which logs keep their epochs.
 */
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { toStoreError } from "../sqlite-store-error.ts";
import { type RunStart, startRun } from "../start-verdict.ts";
import { type DataLock, lockData } from "./data-lock.ts";
import { inspectVersion, migrate } from "./schema.ts";

/** How a file is opened. */
export interface DatabaseOptions {
  readonly file: string;
  /** Of SQLite's page cache. */
  readonly cacheBytes: number;
  /** Of the file, in pages of 4 KiB: for tests of a full disk. */
  readonly maxPages?: number | undefined;
}

/** A store's file in use. */
export interface OpenDatabase {
  readonly database: DatabaseSync;
  readonly start: RunStart;
  /** The latest time that the store has known, in Unix milliseconds. */
  readonly time: number;
  readonly lock: DataLock;
}

/** SQLite checkpoints by itself only where the store did not come to it: 40 MB. */
const LATEST_CHECKPOINT_PAGES = 10_000;

/** @throws SqliteStoreError */
export function openDatabase(options: DatabaseOptions): OpenDatabase {
  const { file } = options;
  let lock: DataLock | undefined;
  let database: DatabaseSync | undefined;
  try {
    makeDirectory(dirname(file));
    lock = lockData(file);
    database = new DatabaseSync(file, { timeout: 2000 });
    configure(database, options);
    return { database, lock, ...beginRun(database) };
  } catch (error) {
    database?.close();
    lock?.release();
    throw toStoreError(error, file);
  }
}

/** Makes `path`, so that it is there after a loss of power too. */
function makeDirectory(path: string): void {
  if (existsSync(path)) return;
  makeDirectory(dirname(path));
  mkdirSync(path, { recursive: true });
  // Windows syncs no directories.
  if (process.platform === "win32") return;
  const parent = openSync(dirname(path), "r");
  try {
    fsyncSync(parent);
  } finally {
    closeSync(parent);
  }
}

function configure(database: DatabaseSync, { file, cacheBytes, maxPages }: DatabaseOptions): void {
  const version = inspectVersion(database, file);
  database.exec("PRAGMA journal_mode = WAL");
  database.exec("PRAGMA synchronous = FULL");
  database.exec(`PRAGMA wal_autocheckpoint = ${LATEST_CHECKPOINT_PAGES}`);
  database.exec(`PRAGMA cache_size = -${Math.ceil(cacheBytes / 1024)}`);
  migrate(database, version);
  if (maxPages !== undefined) database.exec(`PRAGMA max_page_count = ${maxPages}`);
}

function beginRun(database: DatabaseSync): Pick<OpenDatabase, "start" | "time"> {
  const row = database.prepare("SELECT run, was_clean, trusted_since, time, is_copy FROM meta").get();
  const last = { run: Number(row?.run), wasClean: row?.was_clean === 1, trustedSince: Number(row?.trusted_since) };
  const start = startRun(last);
  database.exec("BEGIN IMMEDIATE");
  // A copy may be older than what subscribers have seen of the original.
  if (row?.is_copy === 1) database.exec("UPDATE log SET is_synced = 0, run = -1");
  const trustedSince = row?.is_copy === 1 ? start.run : start.trustedSince;
  database
    .prepare("UPDATE meta SET run = ?, was_clean = 0, trusted_since = ?, is_copy = 0")
    .run(start.run, trustedSince);
  database.exec("COMMIT");
  return { start: { run: start.run, trustedSince }, time: Number(row?.time) };
}

/** Notes that the run ended in peace, when everything is on the disk. */
export function endRun({ database }: OpenDatabase, time: number): void {
  database.exec("PRAGMA synchronous = FULL");
  database.prepare("UPDATE meta SET was_clean = 1, time = max(time, ?)").run(Math.floor(time));
  database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
}
