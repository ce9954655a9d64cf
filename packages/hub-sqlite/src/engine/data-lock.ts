/**
 * Keeps a second process away from a store: a lock of the operating system on a file beside it, which ends with the process
 * however that ends. The store itself stays open to readers, such as a check or a backup.
 */
import { DatabaseSync } from "node:sqlite";
import { SqliteStoreError, toStoreError } from "../sqlite-store-error.ts";

/** A lock that is held. */
export interface DataLock {
  release(): void;
}

/** Takes the lock of the store in `file`. @throws SqliteStoreError `locked`, with the process that has it. */
export function lockData(file: string): DataLock {
  const path = `${file}-lock`;
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { timeout: 0 });
    database.exec("PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF");
    database.exec("CREATE TABLE IF NOT EXISTS holder (pid INTEGER NOT NULL)");
    database.exec("DELETE FROM holder");
    database.prepare("INSERT INTO holder VALUES (?)").run(process.pid);
    // Others may read who has it; nobody else may write, and so have it.
    database.exec("BEGIN IMMEDIATE");
    const held = database;
    return { release: () => held.close() };
  } catch (error) {
    const fault = toStoreError(error, path);
    const holder = fault.code === "locked" && database !== undefined ? holderOf(database) : undefined;
    database?.close();
    throw holder === undefined ? fault : new SqliteStoreError("locked", `${file}: process ${holder}`, { cause: error });
  }
}

function holderOf(database: DatabaseSync): number | undefined {
  try {
    const pid = database.prepare("SELECT pid FROM holder").get()?.pid;
    return typeof pid === "number" ? pid : undefined;
  } catch {
    // It is being written at this moment.
    return undefined;
  }
}
