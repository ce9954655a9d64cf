/**
 * What every history store must keep (I6, I8–I10, I12–I14 of the reliability rules), as a suite that each implementation
 * runs. It knows the port and no implementation.
 */
import assert from "node:assert/strict";
import { describe } from "node:test";
import type { Entry, HistoryStore, NewEntry, Position, Retention } from "@longwire/hub";
import { Payload } from "@longwire/protocol";
import { type ContractTest, contractTests, type TimedUnderTest } from "./contract-tests.ts";

/** A store under test. */
export interface HistoryStoreUnderTest extends TimedUnderTest {
  readonly store: HistoryStore;
  /** Closes it, and opens it again on what it kept. Of stores that keep something. */
  readonly reopen?: () => Promise<HistoryStore>;
}

const generous: Retention = { maxEntries: 1000, maxBytes: 16 * 1024 * 1024, ttlMs: 0 };

function entry(text: string): NewEntry {
  return { data: Payload.fromValue(text), time: 1_700_000_000_000 };
}

function texts(entries: readonly Entry[]): unknown[] {
  return entries.map(({ data }) => data.value);
}

/** Registers the suite for `name`. */
export function describeHistoryStore(name: string, create: () => Promise<HistoryStoreUnderTest>): void {
  const withStore = contractTests(create, (given) => given);
  const fill = async (store: HistoryStore, channel: string, count: number, retention = generous): Promise<Position> => {
    let position: Position = { offset: 0, epoch: "" };
    for (let i = 1; i <= count; i += 1) {
      const result = await store.append(channel, entry(`m${i}`), retention);
      assert.equal(result.outcome, "appended");
      if (result.outcome === "appended") position = result.position;
    }
    return position;
  };

  describe(`history store contract: ${name}`, () => {
    describePositions(withStore, fill);
    describeReading(withStore, fill);
    describeTrimming(withStore, fill);
    describeIdempotency(withStore);
    describeDurability(withStore, fill);
  });
}

type WithStore = ContractTest<HistoryStoreUnderTest>;
type Fill = (store: HistoryStore, channel: string, count: number, retention?: Retention) => Promise<Position>;

function describePositions(withStore: WithStore, fill: Fill): void {
  withStore(
    "counts offsets from 1 without a gap, in the order of the calls, each channel for itself",
    async ({ store }) => {
      const results = await Promise.all(
        Array.from({ length: 50 }, (_, i) => store.append(i % 2 === 0 ? "a" : "b", entry(`m${i}`), generous)),
      );
      const offsets = (channel: number): number[] =>
        results.filter((_, i) => i % 2 === channel).map((r) => (r.outcome === "appended" ? r.position.offset : -1));
      const upTo25 = Array.from({ length: 25 }, (_, i) => i + 1);
      assert.deepEqual(offsets(0), upTo25);
      assert.deepEqual(offsets(1), upTo25);
      const { entries } = await store.read("a", { limit: 100 }, generous);
      assert.deepEqual(
        texts(entries),
        Array.from({ length: 25 }, (_, i) => `m${i * 2}`),
      );
    },
  );

  withStore("gives a position before the first entry, which the first entry follows", async ({ store }) => {
    const { entries, top } = await store.read("new", { limit: 10 }, generous);
    assert.deepEqual([entries, top.offset], [[], 0]);
    assert.notEqual(top.epoch, "");
    const position = await fill(store, "new", 1);
    assert.deepEqual(position, { offset: 1, epoch: top.epoch });
  });

  withStore("gives each channel an epoch of its own", async ({ store }) => {
    const [a, b] = [await fill(store, "a", 1), await fill(store, "b", 1)];
    assert.notEqual(a.epoch, b.epoch);
  });

  withStore("keeps the position when the entries are removed", async ({ store }) => {
    const before = await fill(store, "a", 3);
    await store.remove("a");
    assert.deepEqual(await store.read("a", { limit: 10 }, generous), { entries: [], top: before });
    assert.equal((await fill(store, "a", 1)).offset, 4);
    await store.remove("unknown");
  });

  withStore("rejects calls after close", async ({ store }) => {
    await store.close();
    await assert.rejects(store.append("a", entry("m"), generous));
    await assert.rejects(store.read("a", { limit: 1 }, generous));
  });
}

function describeDurability(withStore: WithStore, fill: Fill): void {
  withStore("acknowledges at every durability, and shows then what it acknowledged", async ({ store }) => {
    for (const durability of ["memory", "commit", "fsync", undefined] as const) {
      const kept = { ...generous, durability };
      const channel = `at ${durability}`;
      const top = await fill(store, channel, 3, kept);
      const read = await store.read(channel, { limit: 10 }, kept);
      assert.deepEqual([read.top, texts(read.entries)], [top, ["m1", "m2", "m3"]]);
    }
  });

  withStore("reads what was appended before, in the order of the calls, at once and as a whole", async ({ store }) => {
    const appends = Array.from({ length: 5 }, (_, i) => store.append("a", entry(`m${i}`), generous));
    const read = store.read("a", { limit: 10 }, generous);
    const later = store.append("a", entry("m5"), generous);
    const { entries, top } = await read;
    assert.deepEqual([texts(entries), top.offset], [["m0", "m1", "m2", "m3", "m4"], 5]);
    await Promise.all([...appends, later]);
  });

  withStore("is, when it was closed and is opened again, as it was: or else has other epochs", async (given) => {
    const once = { key: "k", payloadHash: "h", windowMs: 1000 };
    const before = new Map<string, Position>();
    for (const durability of ["memory", "commit", "fsync"] as const) {
      before.set(durability, await fill(given.store, durability, 3, { ...generous, durability }));
    }
    const first = await given.store.append("keys", entry("m"), generous, once);
    if (given.reopen === undefined) {
      // A store that keeps nothing says so.
      assert.equal(given.store.durability, "memory");
      return;
    }
    const store = await given.reopen();
    for (const [durability, top] of before) {
      const isKept = durability !== "memory";
      const read = await store.read(durability, { limit: 10 }, { ...generous, durability: durability as "fsync" });
      assert.equal(read.top.epoch === top.epoch, isKept, durability);
      assert.deepEqual(texts(read.entries), isKept ? ["m1", "m2", "m3"] : []);
    }
    const again = await store.append("keys", entry("m"), generous, once);
    assert.deepEqual(again, { ...first, outcome: "repeated" });
  });
}

function describeReading(withStore: WithStore, fill: Fill): void {
  withStore("reads what follows a position, at most as much as is asked for", async ({ store }) => {
    const { epoch } = await fill(store, "a", 5);
    const read = async (sinceOffset: number | undefined, limit: number, reverse = false): Promise<unknown[]> => {
      const { entries, top } = await store.read("a", { sinceOffset, limit, reverse }, generous);
      assert.deepEqual(top, { offset: 5, epoch });
      return texts(entries);
    };
    assert.deepEqual(await read(undefined, 10), ["m1", "m2", "m3", "m4", "m5"]);
    assert.deepEqual(await read(0, 10), ["m1", "m2", "m3", "m4", "m5"]);
    assert.deepEqual(await read(2, 10), ["m3", "m4", "m5"]);
    assert.deepEqual(await read(2, 2), ["m3", "m4"]);
    assert.deepEqual(await read(5, 10), []);
    assert.deepEqual(await read(9, 10), []);
    assert.deepEqual(await read(undefined, 0), []);
    assert.deepEqual(await read(undefined, 2, true), ["m5", "m4"]);
    assert.deepEqual(await read(4, 2, true), ["m3", "m2"]);
    assert.deepEqual(await read(1, 10, true), []);
    assert.deepEqual(await read(9, 2, true), ["m5", "m4"]);
  });

  withStore("gives back all that was written", async ({ store }) => {
    const written: NewEntry = {
      data: Payload.fromBytes(Uint8Array.of(0, 255, 10)),
      info: { user: "u", client: "c", connInfo: Payload.fromValue({ a: 1 }), chanInfo: Payload.fromValue(null) },
      tags: new Map([
        ["lang", "en"],
        ["__proto__", "x"],
      ]),
      key: "k",
      time: 1_700_000_000_123,
    };
    await store.append("a", written, generous);
    const { entries } = await store.read("a", { limit: 1 }, generous);
    const [read] = entries;
    assert.deepEqual(read?.data.bytes, written.data.bytes);
    assert.deepEqual([...(read?.tags ?? [])], [...(written.tags ?? [])]);
    assert.deepEqual([read?.offset, read?.key, read?.time, read?.info?.user], [1, "k", written.time, "u"]);
    assert.deepEqual(read?.info?.connInfo?.value, { a: 1 });
    assert.equal(read?.info?.chanInfo?.value, null);
  });
}

function describeTrimming(withStore: WithStore, fill: Fill): void {
  withStore("keeps at most maxEntries, and the position goes on", async ({ store }) => {
    const few = { ...generous, maxEntries: 3 };
    await fill(store, "a", 3, few);
    assert.equal((await store.read("a", { limit: 10 }, few)).entries.length, 3);
    const top = await fill(store, "b", 4, few);
    const { entries } = await store.read("b", { limit: 10 }, few);
    assert.deepEqual([texts(entries), entries[0]?.offset, top.offset], [["m2", "m3", "m4"], 2, 4]);
    // Before what is kept, everything that is kept follows.
    assert.deepEqual(texts((await store.read("b", { sinceOffset: 0, limit: 10 }, few)).entries), ["m2", "m3", "m4"]);
  });

  withStore("keeps at most maxBytes", async ({ store }) => {
    const small = { ...generous, maxBytes: 10_000 };
    for (let i = 0; i < 8; i += 1) await store.append("a", entry("x".repeat(3000)), small);
    const { entries, top } = await store.read("a", { limit: 10 }, small);
    assert.ok(entries.length >= 2 && entries.length <= 3, `${entries.length} entries`);
    assert.equal(top.offset, 8);
    assert.equal(entries.at(-1)?.offset, 8);
  });

  withStore("drops entries that are older than ttlMs, and the position stays", async (given) => {
    const { store } = given;
    const short = { ...generous, ttlMs: 1000 };
    const first = await fill(store, "a", 1, short);
    await given.advance(999);
    assert.equal((await store.read("a", { limit: 10 }, short)).entries.length, 1);
    await fill(store, "a", 1, short);
    await given.advance(1);
    assert.deepEqual(
      (await store.read("a", { limit: 10 }, short)).entries.map(({ offset }) => offset),
      [2],
    );
    await given.advance(999);
    assert.deepEqual(await store.read("a", { limit: 10 }, short), { entries: [], top: { ...first, offset: 2 } });
  });
}

function describeIdempotency(withStore: WithStore): void {
  const once = { key: "k", payloadHash: "h", windowMs: 1000 };

  withStore("appends once for a key, and answers with the first position", async ({ store }) => {
    const results = await Promise.all([1, 2, 3].map(() => store.append("a", entry("m"), generous, once)));
    assert.deepEqual(results.map(({ outcome }) => outcome).sort(), ["appended", "repeated", "repeated"]);
    const offsets = results.map((result) => (result.outcome === "key-reused" ? -1 : result.position.offset));
    assert.deepEqual(offsets, [1, 1, 1]);
    assert.equal((await store.read("a", { limit: 10 }, generous)).entries.length, 1);
  });

  withStore("refuses a key that comes with another payload, and appends nothing", async ({ store }) => {
    await store.append("a", entry("m"), generous, once);
    const result = await store.append("a", entry("n"), generous, { ...once, payloadHash: "other" });
    assert.equal(result.outcome, "key-reused");
    assert.equal((await store.read("a", { limit: 10 }, generous)).top.offset, 1);
  });

  withStore("knows a key for its window, in its channel", async (given) => {
    const { store } = given;
    await store.append("a", entry("m"), generous, once);
    assert.equal((await store.append("b", entry("m"), generous, once)).outcome, "appended");
    await given.advance(999);
    assert.equal((await store.append("a", entry("m"), generous, once)).outcome, "repeated");
    await given.advance(1);
    assert.equal((await store.append("a", entry("m"), generous, once)).outcome, "appended");
  });
}
