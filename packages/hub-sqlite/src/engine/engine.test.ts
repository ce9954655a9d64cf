/** For any history the logs in the file are what the logs in memory are, and sweeps leave nothing behind. */
import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { MemoryHistoryStore, Payload, type Retention } from "@longwire/hub";
import { createHubClock, createHubRandom } from "@longwire/testkit";
import fc from "fast-check";
import type { Outcome } from "../codec/outcome.ts";
import { openDirectly, type WriteOperation } from "../testing/direct-store.ts";
import { createStoreFolder, generous } from "../testing/temporary-store.ts";

const channel = fc.constantFrom("a" as const, "b" as const, "c" as const);
/** A channel has one retention, as it has one declaration. */
const retention: fc.Arbitrary<Retention> = fc.record({
  maxEntries: fc.integer({ min: 1, max: 12 }),
  maxBytes: fc.integer({ min: 200, max: 4000 }),
  ttlMs: fc.constantFrom(0, 50, 400),
});
const retentions = fc.record({ a: retention, b: retention, c: retention });
const durability = fc.constantFrom("commit" as const, "fsync" as const);
const append = fc.record({
  type: fc.constant("append" as const),
  channel,
  durability,
  size: fc.nat(400),
  key: fc.option(fc.nat(4)),
});
const read = fc.record({
  type: fc.constant("read" as const),
  channel,
  durability,
  since: fc.option(fc.nat(30)),
  limit: fc.nat(20),
  reverse: fc.boolean(),
});
const remove = fc.record({ type: fc.constant("remove" as const), channel });
const group = fc.array(
  fc.oneof({ weight: 6, arbitrary: append }, { weight: 4, arbitrary: read }, { weight: 1, arbitrary: remove }),
  { maxLength: 8 },
);
const step = fc.record({
  group,
  byMs: fc.oneof(fc.constant(0), fc.nat(300)),
  after: fc.constantFrom("", "", "sweep", "reopen"),
});

type GroupStep = Parameters<Parameters<typeof group.map>[0]>[0][number];

/** What both stores must agree on. */
function ofOutcome(outcome: Outcome): unknown {
  if (outcome.type === "failed") throw outcome.error;
  if (outcome.type === "appended" || outcome.type === "repeated") return [outcome.type, outcome.position.offset];
  if (outcome.type !== "read") return outcome.type;
  return [outcome.top.offset, outcome.entries.map(({ offset, data }) => [offset, data.bytes.length])];
}

async function ofMemory(store: MemoryHistoryStore, given: GroupStep, kept: Retention): Promise<unknown> {
  if (given.type === "append") {
    const appended = await store.append(given.channel, entryOf(given), kept, keyOf(given));
    return appended.outcome === "key-reused" ? "key-reused" : [appended.outcome, appended.position.offset];
  }
  if (given.type === "remove") return store.remove(given.channel).then(() => "done");
  const { top, entries } = await store.read(given.channel, optionsOf(given), kept);
  return [top.offset, entries.map(({ offset, data }) => [offset, data.bytes.length])];
}

const entryOf = ({ size }: { size: number }) => ({ data: Payload.fromBytes(new Uint8Array(size)), time: 1 });
const keyOf = ({ key, size }: { key: number | null; size: number }) =>
  key === null ? undefined : { key: `${key}`, payloadHash: `${size % 2}`, windowMs: 200 };
const optionsOf = ({ since, limit, reverse }: { since: number | null; limit: number; reverse: boolean }) => ({
  limit,
  reverse,
  ...(since === null ? {} : { sinceOffset: since }),
});

function writeOf(given: GroupStep, now: number, kept: Retention): WriteOperation {
  return (writer, id) => {
    if (given.type === "append") {
      writer.append(id, now, [given.channel, entryOf(given), kept, keyOf(given)]);
    } else if (given.type === "read") writer.read(id, now, [given.channel, optionsOf(given), kept]);
    else writer.remove(id, now, given.channel);
  };
}

test("is what the store in memory is, for any history, in any groups, and when it is opened again", async () => {
  await fc.assert(
    fc.asyncProperty(retentions, fc.array(step, { maxLength: 20 }), async (bounds, steps) => {
      const kept = (given: GroupStep): Retention => ({
        ...bounds[given.channel],
        ...(given.type === "remove" ? {} : { durability: given.durability }),
      });
      const { file, dispose } = await createStoreFolder();
      const { clock, advance } = createHubClock();
      const oracle = new MemoryHistoryStore(clock, createHubRandom(1));
      let store = openDirectly({ file });
      try {
        for (const { group: operations, byMs, after } of steps) {
          const outcomes = store.run(...operations.map((each) => writeOf(each, clock.wallTime(), kept(each))));
          const expected: unknown[] = [];
          for (const each of operations) expected.push(await ofMemory(oracle, each, kept(each)));
          assert.deepEqual(outcomes.map(ofOutcome), expected);
          advance(byMs);
          if (after === "sweep") {
            store.sweep(clock.wallTime());
            oracle.sweep();
          }
          if (after !== "reopen") continue;
          store.close(clock.wallTime());
          store = openDirectly({ file });
        }
      } finally {
        store.abandon();
        await dispose();
      }
    }),
    { numRuns: 80 },
  );
});

test("a sweep removes old entries and keys in parts, and forgets a log after 30 days without entries", async (t) => {
  const { file, dispose } = await createStoreFolder();
  t.after(dispose);
  const short = { ...generous, maxEntries: 5000, ttlMs: 1000 };
  const store = openDirectly({ file });
  const once = (i: number) => ({ key: `k${i}`, payloadHash: "h", windowMs: 500 });
  const appends = Array.from(
    { length: 1200 },
    (_, i): WriteOperation =>
      (writer, id) =>
        writer.append(id, 0, ["a", { data: Payload.fromValue(i), time: 0 }, short, once(i)]),
  );
  store.run(...appends);
  const rows = (): unknown => {
    const database = new DatabaseSync(file, { readOnly: true });
    const count = (table: string) => database.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n;
    const counts = ["entry", "idempotency", "log"].map(count);
    database.close();
    return counts;
  };
  assert.deepEqual(rows(), [1200, 1200, 1]);
  store.sweep(999);
  assert.deepEqual(rows(), [1200, 0, 1]);
  store.sweep(1000);
  assert.deepEqual(rows(), [0, 0, 1]);
  const month = 30 * 24 * 60 * 60 * 1000;
  store.sweep(month);
  assert.deepEqual(rows(), [0, 0, 1]);
  store.sweep(month + 1);
  assert.deepEqual(rows(), [0, 0, 0]);
  store.close(0);
});

test("what is committed already is answered before the group commits, and nothing else is", async (t) => {
  const { file, dispose } = await createStoreFolder();
  t.after(dispose);
  const store = openDirectly({ file });
  const entry = { data: Payload.fromValue(1), time: 0 };
  const append =
    (to: string): WriteOperation =>
    (writer, id) =>
      writer.append(id, 0, [to, entry, generous, undefined]);
  const read =
    (from: string): WriteOperation =>
    (writer, id) =>
      writer.read(id, 0, [from, { limit: 1 }, generous]);
  store.run(append("old"));
  store.run(append("a"), read("old"), read("a"), append("a"));
  assert.deepEqual(store.sent.slice(1), [[1], [0, 2, 3]]);
  // Writes below fsync do not wait for it.
  const below: WriteOperation = (writer, id) =>
    writer.append(id, 0, ["below", entry, { ...generous, durability: "commit" }, undefined]);
  store.run(below, append("a"));
  assert.deepEqual(store.sent.slice(3), [[0], [1]]);
  store.close(0);
});
