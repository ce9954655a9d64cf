/**
 * Stores in a folder that goes with its test.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Retention } from "@longwire/hub";
import { createHubClock } from "@longwire/testkit";
import { SqliteHistoryStore, type SqliteStoreOptions } from "../sqlite-history-store.ts";

/** Keeps all that a test writes. */
export const generous: Retention = { maxEntries: 1000, maxBytes: 16 * 1024 * 1024, ttlMs: 0 };

/** A folder for stores. */
export interface StoreFolder {
  readonly file: string;
  readonly advance: (byMs: number) => void;
  /** Unix time in milliseconds. */
  readonly now: () => number;
  /** Opens the store of the folder, on the folder's clock. */
  open(options?: Partial<SqliteStoreOptions>): Promise<SqliteHistoryStore>;
  /** Closes what was opened, and removes the folder. */
  dispose(): Promise<void>;
}

/** Makes one. */
export async function createStoreFolder(): Promise<StoreFolder> {
  const directory = await mkdtemp(join(tmpdir(), "longwire-sqlite-"));
  const file = join(directory, "longwire.db");
  const { clock, advance } = createHubClock();
  const opened: SqliteHistoryStore[] = [];
  return {
    file,
    advance,
    now: () => clock.wallTime(),
    open: async (options) => {
      const store = await SqliteHistoryStore.open({ file, clock, ...options });
      opened.push(store);
      return store;
    },
    dispose: async () => {
      await Promise.allSettled(opened.map((store) => store.close()));
      await rm(directory, { recursive: true, force: true });
    },
  };
}
