/**
 * Copies a store's file while it is used. The copy knows that it is one: whoever opens it as a store gives its logs new
 * epochs, because subscribers may have seen more of the original than it holds.
 */
import * as sqlite from "node:sqlite";

/** Pages that are copied before others have their turn. */
const PAGES_AT_ONCE = 256;

/** Copies to `path`, which is replaced. */
export async function copyDatabase(database: sqlite.DatabaseSync, path: string): Promise<void> {
  // Node 22 has it from 22.16 on, 24 from the beginning.
  if (typeof sqlite.backup === "function") await sqlite.backup(database, path, { rate: PAGES_AT_ONCE });
  else database.prepare("VACUUM INTO ?").run(path);
  const copy = new sqlite.DatabaseSync(path);
  try {
    copy.exec("UPDATE meta SET is_copy = 1");
    // One file is easier to carry than three.
    copy.exec("PRAGMA journal_mode = DELETE");
  } finally {
    copy.close();
  }
}
