/**
 * Copies a store's file from outside of the process that uses it.
 */
import { copyDatabase } from "./copy-database.ts";
import { openToRead } from "./open-to-read.ts";

/** Copies `file` to `target`, which is replaced, also while it is used. @throws SqliteStoreError */
export function backUpData(file: string, target: string): Promise<void> {
  return openToRead(file, (database) => copyDatabase(database, target));
}
