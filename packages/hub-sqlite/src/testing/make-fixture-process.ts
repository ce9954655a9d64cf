/**
 * Makes a small store with every kind of row, as the fixtures of older versions were made: run it with the code of the
 * version, and a path. It does not close the store, as a process that was killed would not; then it copies the whole into
 * one file.
 */
import { Payload } from "@longwire/hub";
import { SqliteHistoryStore } from "../sqlite-history-store.ts";

const [, , path = "fixture.db"] = process.argv;
const store = await SqliteHistoryStore.open({ file: path });
const retention = { maxEntries: 100, maxBytes: 1_000_000, ttlMs: 0 };
for (let i = 1; i <= 5; i += 1) {
  const entry = { data: Payload.fromValue(`m${i}`), time: i, key: `k${i}`, tags: new Map([["n", `${i}`]]) };
  await store.append("kept", entry, retention, { key: `id${i}`, payloadHash: `h${i}`, windowMs: 10 ** 12 });
}
await store.append("below", { data: Payload.fromValue("b"), time: 1 }, { ...retention, durability: "commit" });
await store.close();
