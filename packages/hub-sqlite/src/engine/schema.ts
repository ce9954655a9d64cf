/**
 * The tables of the file, and the way from each older version to this one. Rows lie in the order in which they came, and an
 * index finds them by log and offset: see docs/decisions for what that costs and gives.
 */
import type { DatabaseSync } from "node:sqlite";
import { SqliteStoreError } from "../sqlite-store-error.ts";

/** "LWHS": tells our files from others (https://www.sqlite.org/fileformat.html#application_id). */
const APPLICATION_ID = 0x4c574853;

/** One step from a version to the next. The first makes an empty file. */
type Migration = (database: DatabaseSync) => void;

const migrations: readonly Migration[] = [
  (database) =>
    database.exec(`
      CREATE TABLE meta (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        run INTEGER NOT NULL,
        was_clean INTEGER NOT NULL,
        trusted_since INTEGER NOT NULL,
        time INTEGER NOT NULL,
        is_copy INTEGER NOT NULL
      ) STRICT;
      INSERT INTO meta VALUES (1, 0, 1, 0, 0, 0);
      CREATE TABLE log (
        id INTEGER PRIMARY KEY,
        channel TEXT NOT NULL UNIQUE,
        epoch TEXT NOT NULL,
        is_synced INTEGER NOT NULL,
        run INTEGER NOT NULL,
        top INTEGER NOT NULL,
        first INTEGER NOT NULL,
        low INTEGER NOT NULL,
        total INTEGER NOT NULL,
        dropped INTEGER NOT NULL,
        oldest_at INTEGER NOT NULL,
        ttl INTEGER NOT NULL,
        touched INTEGER NOT NULL,
        due INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX log_by_due ON log (due);
      CREATE TABLE entry (
        id INTEGER PRIMARY KEY,
        log INTEGER NOT NULL,
        offset INTEGER NOT NULL,
        at INTEGER NOT NULL,
        bytes_before INTEGER NOT NULL,
        record BLOB NOT NULL
      ) STRICT;
      CREATE UNIQUE INDEX entry_by_offset ON entry (log, offset);
      CREATE TABLE idempotency (
        log INTEGER NOT NULL,
        key TEXT NOT NULL,
        payload_hash TEXT NOT NULL,
        offset INTEGER NOT NULL,
        expires INTEGER NOT NULL,
        PRIMARY KEY (log, key)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX idempotency_by_expiry ON idempotency (expires);
    `),
  // Revocations outlive the process as well.
  (database) =>
    database.exec(`
      CREATE TABLE revocation (
        user TEXT NOT NULL,
        has_session INTEGER NOT NULL,
        session TEXT NOT NULL,
        moment INTEGER NOT NULL,
        PRIMARY KEY (user, has_session, session)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX revocation_by_moment ON revocation (moment);
    `),
];

/** The version that this code reads and writes. */
export const SCHEMA_VERSION: number = migrations.length;

function pragma(database: DatabaseSync, name: string): number {
  return Number(database.prepare(`PRAGMA ${name}`).get()?.[name]);
}

/**
 * Looks whose file it is, without changing it. @returns its version; 0 for an empty one.
 * @throws SqliteStoreError `foreign` or `newer-version`
 */
export function inspectVersion(database: DatabaseSync, file: string): number {
  const version = pragma(database, "user_version");
  const application = pragma(database, "application_id");
  const isEmpty = pragma(database, "schema_version") === 0;
  if (isEmpty && version === 0 && application === 0) return 0;
  if (application !== APPLICATION_ID) throw new SqliteStoreError("foreign", file);
  if (version > SCHEMA_VERSION) {
    throw new SqliteStoreError("newer-version", `${file} has version ${version}, this is for ${SCHEMA_VERSION}`);
  }
  return version;
}

/** Brings a file to this version, in one transaction. @param version what `inspectVersion` said. */
export function migrate(database: DatabaseSync, version: number): void {
  if (version === SCHEMA_VERSION) return;
  database.exec("BEGIN IMMEDIATE");
  try {
    for (const step of migrations.slice(version)) step(database);
    database.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
    database.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`);
    database.exec("COMMIT");
  } catch (error) {
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}
