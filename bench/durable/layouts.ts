/**
 * Three ways to lay entries out in a file, for decision 0015: written in groups of 100 to 1000 logs at random, each kept at
 * 500 entries, then 300 entries of a log read at random. `node bench/durable/layouts.ts [FOLDER]`
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { quantile } from "./quantile.ts";

interface Layout {
  readonly create: string;
  readonly insert: string;
  readonly read: string;
  readonly remove: string;
}

const LOGS = 1000;
const KEPT = 500;
const GROUP = 100;
const WRITES = 600 * LOGS;
const columns = "at INTEGER, bytes_before INTEGER, record BLOB";
const byOffset = {
  insert: "INSERT INTO entry (log, offset, at, bytes_before, record) VALUES (?,?,?,?,?)",
  read: "SELECT record FROM entry WHERE log=? AND offset>? ORDER BY offset LIMIT 300",
  remove: "DELETE FROM entry WHERE log=? AND offset<=?",
};
const id = (log: string, offset: string) => `((CAST(${log} AS INTEGER) << 32) | CAST(${offset} AS INTEGER))`;

const layouts: Readonly<Record<string, Layout>> = {
  "by log and offset (WITHOUT ROWID)": {
    ...byOffset,
    create: `CREATE TABLE entry (log INTEGER, offset INTEGER, ${columns}, PRIMARY KEY (log, offset)) WITHOUT ROWID`,
  },
  "by a number made of both": {
    create: `CREATE TABLE entry (id INTEGER PRIMARY KEY, ${columns})`,
    insert: `INSERT INTO entry (id, at, bytes_before, record) VALUES (${id("?", "?")}, ?, ?, ?)`,
    read: `SELECT record FROM entry WHERE id > ${id("?1", "?2")} AND id < ${id("?1 + 1", "0")} ORDER BY id LIMIT 300`,
    remove: `DELETE FROM entry WHERE id BETWEEN ${id("?1", "0")} AND ${id("?1", "?2")}`,
  },
  "as they came, with an index": {
    ...byOffset,
    create: `CREATE TABLE entry (id INTEGER PRIMARY KEY, log INTEGER, offset INTEGER, ${columns});
      CREATE UNIQUE INDEX entry_by_offset ON entry (log, offset)`,
  },
};

function measure(name: string, layout: Layout, file: string): void {
  const database = new DatabaseSync(file);
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -16384");
  database.exec(layout.create);
  const [insert, read, remove] = [layout.insert, layout.read, layout.remove].map((sql) => database.prepare(sql));
  const record = Buffer.alloc(300, 7);
  const tops = new Array<number>(LOGS).fill(0);
  const cpu = process.cpuUsage();
  const began = performance.now();
  for (let written = 0; written < WRITES; written += GROUP) {
    database.exec("BEGIN IMMEDIATE");
    for (let i = 0; i < GROUP; i += 1) {
      const log = Math.floor(Math.random() * LOGS);
      const top = (tops[log] ?? 0) + 1;
      tops[log] = top;
      insert?.run(log, top, 1e12, written, record);
      if (top > KEPT) remove?.run(log, top - KEPT);
    }
    database.exec("COMMIT");
  }
  const tookMs = performance.now() - began;
  const { user, system } = process.cpuUsage(cpu);
  const times = Array.from({ length: 1500 }, () => {
    const log = Math.floor(Math.random() * LOGS);
    const start = performance.now();
    read?.all(log, Math.max(0, (tops[log] ?? 0) - 300));
    return performance.now() - start;
  });
  database.close();
  const rate = ((WRITES / tookMs) * 1000).toFixed(0);
  const each = ((user + system) / WRITES).toFixed(1);
  const [p50, p99] = [quantile(times, 0.5).toFixed(2), quantile(times, 0.99).toFixed(2)];
  console.log(`${name}: ${rate} writes/s, ${each} µs of processor each; 300 read: p50 ${p50} ms, p99 ${p99} ms`);
}

const [, , folder = join(".cache", "durable-bench")] = process.argv;
mkdirSync(folder, { recursive: true });
for (const [i, [name, layout]] of Object.entries(layouts).entries()) {
  measure(name, layout, join(folder, `layout-${i}-${process.pid}.db`));
}
