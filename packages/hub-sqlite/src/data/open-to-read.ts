/**
 * Opens a store's file to look at it, beside the process that uses it.
 */
import { existsSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { inspectVersion } from "../engine/schema.ts";
import { SqliteStoreError, toStoreError } from "../sqlite-store-error.ts";

/** What it makes is made in a transaction of reading: it sees one moment. */
export async function openToRead<T>(
  file: string,
  use: (database: DatabaseSync, version: number) => T | Promise<T>,
): Promise<T> {
  if (!existsSync(file)) throw new SqliteStoreError("missing", file);
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { readOnly: true, timeout: 2000 });
    return await use(database, inspectVersion(database, file));
  } catch (error) {
    throw toStoreError(error, file);
  } finally {
    database?.close();
  }
}
