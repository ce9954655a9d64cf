import assert from "node:assert/strict";
import { it } from "node:test";
import { createHubClock, describeRevocationStore } from "@longwire/testkit";
import { MemoryRevocationStore } from "./memory-revocation-store.ts";

describeRevocationStore("memory", async () => {
  const { clock, advance } = createHubClock();
  const store = new MemoryRevocationStore(clock, { ttlMs: 1000 });
  return { store, advance, now: () => clock.wallTime(), dispose: () => store.close() };
});

it("in memory the oldest revocation makes room when there are too many", async () => {
  const { clock } = createHubClock();
  const store = new MemoryRevocationStore(clock, { maxEntries: 2 });
  const users = async (): Promise<string[]> => (await store.list()).map(({ user }) => user);
  for (const user of ["a", "b"]) await store.add({ user, before: clock.wallTime() });
  assert.deepEqual(await users(), ["a", "b"]);
  await store.add({ user: "c", before: clock.wallTime() });
  assert.deepEqual(await users(), ["b", "c"]);
});
