/**
 * Stores with many entries, made by SQL because publishing them would take minutes, and what opening one costs.
 */
import { existsSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { Payload } from "@longwire/hub";
import { SqliteHistoryStore } from "@longwire/hub-sqlite";

const LOGS = 10_000;
const retention = { maxEntries: 100_000, maxBytes: 1e12, ttlMs: 0 };

/** Makes a store with `entries` in 10,000 logs, unless it is there. */
export async function makeLargeStore(file: string, entries: number): Promise<void> {
  if (existsSync(file)) return;
  const store = await SqliteHistoryStore.open({ file });
  await store.append("c1", { data: Payload.fromValue("x".repeat(30)), time: 1 }, retention);
  await store.close();
  const database = new DatabaseSync(file);
  const each = entries / LOGS;
  database.exec(`
    PRAGMA synchronous = OFF;
    PRAGMA journal_mode = OFF;
    WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < ${LOGS})
    INSERT INTO log SELECT i, 'c' || i, epoch, 1, 1, 0, 1, 1, 0, 0, oldest_at, 0, touched, ${Number.MAX_SAFE_INTEGER} FROM n, log WHERE log.id = 1;
    CREATE TEMP TABLE one AS SELECT at, record FROM entry;
    DELETE FROM entry;
    WITH RECURSIVE o(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM o WHERE i < ${LOGS})
    INSERT INTO entry (log, offset, at, bytes_before, record) SELECT o.i, n.i, at, n.i * 160, record
      FROM o, (WITH RECURSIVE m(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM m WHERE i < ${each}) SELECT i FROM m) AS n, one;
    UPDATE log SET top = ${each}, total = ${each} * 160;
    PRAGMA journal_mode = WAL;
  `);
  database.close();
}

/** What a start costs. */
export interface StartCost {
  /** Until the first read is answered. */
  readonly startMs: number;
  /** Of the process, after 2000 reads and appends in as many logs, beyond what it had before. */
  readonly grownBytes: number;
}

/** Opens `file` and works with it. */
export async function startCost(file: string): Promise<StartCost> {
  const before = process.memoryUsage().rss;
  const began = performance.now();
  const store = await SqliteHistoryStore.open({ file });
  await store.read("c77", { limit: 10 }, retention);
  const startMs = performance.now() - began;
  for (let i = 1; i <= 2000; i += 1) {
    await store.read(`c${i * 5}`, { limit: 10 }, retention);
    await store.append(`c${i * 5}`, { data: Payload.fromValue("y"), time: 1 }, retention);
  }
  const grownBytes = process.memoryUsage().rss - before;
  await store.close();
  return { startMs, grownBytes };
}
