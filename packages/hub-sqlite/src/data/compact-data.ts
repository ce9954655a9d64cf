/**
 * Gives the disk back what a store does not need any more. SQLite keeps the room of what was trimmed for what comes.
 */
import { existsSync, statSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { lockData } from "../engine/data-lock.ts";
import { inspectVersion } from "../engine/schema.ts";
import { SqliteStoreError, toStoreError } from "../sqlite-store-error.ts";

/** Sizes of the file. */
export interface Compaction {
  readonly bytesBefore: number;
  readonly bytesAfter: number;
}

/** Writes the file anew, which nobody may use meanwhile, and which needs as much room again. @throws SqliteStoreError */
export function compactData(file: string): Compaction {
  if (!existsSync(file)) throw new SqliteStoreError("missing", file);
  let database: DatabaseSync | undefined;
  const lock = lockData(file);
  try {
    database = new DatabaseSync(file, { timeout: 2000 });
    inspectVersion(database, file);
    database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    const bytesBefore = statSync(file).size;
    database.exec("VACUUM");
    database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    return { bytesBefore, bytesAfter: statSync(file).size };
  } catch (error) {
    throw toStoreError(error, file);
  } finally {
    database?.close();
    lock.release();
  }
}
