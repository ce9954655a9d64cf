import assert from "node:assert/strict";
import { test } from "node:test";
import { Payload } from "@longwire/protocol";
import { createHubClock, createHubRandom, describeHistoryStore } from "@longwire/testkit";
import { MemoryHistoryStore } from "./memory-history-store.ts";

describeHistoryStore("memory", async () => {
  const { clock, advance } = createHubClock();
  const store = new MemoryHistoryStore(clock, createHubRandom(1));
  return { store, advance, dispose: () => store.close() };
});

test("a sweep drops old entries of channels that nobody reads, and forgets their positions after 30 days", async () => {
  const { clock, advance } = createHubClock();
  const store = new MemoryHistoryStore(clock, createHubRandom(1));
  const retention = { maxEntries: 10, maxBytes: 1_000_000, ttlMs: 1000 };
  const { top } = await store.read("a", { limit: 0 }, retention);
  await store.append("a", { data: Payload.fromValue(1), time: 0 }, retention);
  const day = 24 * 60 * 60 * 1000;
  advance(30 * day);
  store.sweep();
  assert.deepEqual(await store.read("a", { limit: 1 }, retention), { entries: [], top: { ...top, offset: 1 } });
  advance(30 * day + 1);
  store.sweep();
  const later = await store.read("a", { limit: 1 }, retention);
  assert.equal(later.top.offset, 0);
  assert.notEqual(later.top.epoch, top.epoch);
});
