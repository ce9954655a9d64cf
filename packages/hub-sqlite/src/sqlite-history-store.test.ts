/** The store keeps the contracts of its ports, and what it was given. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Payload } from "@longwire/hub";
import { describeHistoryStore, describeRevocationStore } from "@longwire/testkit";
import { createStoreFolder, generous } from "./testing/temporary-store.ts";

describeHistoryStore("SQLite", async () => {
  const { open, advance, dispose } = await createStoreFolder();
  const store = await open();
  const reopen = () => store.close().then(() => open());
  return { store, reopen, advance, dispose };
});

describeRevocationStore("SQLite", async () => {
  const { open, advance, now, dispose } = await createStoreFolder();
  const store = (await open()).revocations({ ttlMs: 1000 });
  return { store, advance, now, dispose };
});

test("opened again it has the same epochs, entries and keys, and knows revocations", async (t) => {
  const folder = await createStoreFolder();
  t.after(() => folder.dispose());
  const first = await folder.open();
  const once = { key: "k", payloadHash: "h", windowMs: 1000 };
  const entry = { data: Payload.fromValue("m"), time: 1 };
  const appended = await first.append("a", entry, generous, once);
  const below = await first.append("b", entry, { ...generous, durability: "commit" });
  const gone = await first.append("c", entry, { ...generous, durability: "memory" });
  await first.revocations().add({ user: "ann", before: folder.now() });
  await first.close();
  const second = await folder.open();
  assert.ok(appended.outcome === "appended" && below.outcome === "appended" && gone.outcome === "appended");
  assert.deepEqual(await second.append("a", entry, generous, once), {
    outcome: "repeated",
    position: appended.position,
  });
  const read = await second.read("a", { limit: 10 }, generous);
  assert.deepEqual([read.top, read.entries.map(({ data }) => data.value)], [appended.position, ["m"]]);
  assert.deepEqual((await second.read("b", { limit: 0 }, { ...generous, durability: "commit" })).top, below.position);
  const inMemory = await second.read("c", { limit: 0 }, { ...generous, durability: "memory" });
  assert.equal(inMemory.top.offset, 0);
  assert.notEqual(inMemory.top.epoch, gone.position.epoch);
  assert.deepEqual(await second.revocations().list(), [{ user: "ann", before: folder.now() }]);
});

test("an entry that cannot be written harms no other", async (t) => {
  const folder = await createStoreFolder();
  t.after(() => folder.dispose());
  const store = await folder.open();
  const entry = { data: Payload.fromValue("m"), time: 1 };
  const odd = { ...entry, tags: new Map([["name", 1 as unknown as string]]) };
  const results = await Promise.allSettled([entry, odd, entry].map((each) => store.append("a", each, generous)));
  assert.deepEqual(
    results.map(({ status }) => status),
    ["fulfilled", "rejected", "fulfilled"],
  );
  assert.equal((await store.read("a", { limit: 10 }, generous)).entries.length, 2);
});

test("refuses what is more than may wait, and goes on", async (t) => {
  const folder = await createStoreFolder();
  t.after(() => folder.dispose());
  const store = await folder.open({ maxPendingBytes: 10_000 });
  const entry = { data: Payload.fromBytes(new Uint8Array(4000)), time: 1 };
  const results = await Promise.allSettled([1, 2, 3].map(() => store.append("a", entry, generous)));
  assert.deepEqual(
    results.map(({ status }) => status),
    ["fulfilled", "fulfilled", "rejected"],
  );
  assert.match(
    String(results[2]?.status === "rejected" && results[2].reason),
    /SqliteStoreError: more is being published/,
  );
  assert.equal((await store.append("a", entry, generous)).outcome, "appended");
});
