/** What a client that comes back is told and given. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type FilterNode, Payload, type SubscribeRequest, type SubscribeResult } from "@longwire/protocol";
import { createHubClock, createHubRandom, createTestHub, type TestHub, turns } from "@longwire/testkit";
import { MemoryHistoryStore } from "../memory/memory-history-store.ts";

const allow = { subscribe: "allow" } as const;
const channels = {
  log: { ...allow, history: { maxEntries: 5 }, recovery: "stream", tagsFilter: true },
  long: { ...allow, history: { maxEntries: 1000 }, recovery: "stream" },
  brief: { ...allow, history: { ttlMs: 1000 }, recovery: "stream" },
  cache: { ...allow, history: {}, recovery: "cache", tagsFilter: true },
  plain: allow,
} as const;

async function publish({ hub }: TestHub, channel: string, count: number, size = 0): Promise<string> {
  for (let n = 1; n <= count; n += 1) {
    await hub.publish(channel, size === 0 ? n : "x".repeat(size), { tags: { odd: String(n % 2 === 1) } });
  }
  return (await hub.history(channel)).position.epoch;
}

async function resume(
  test: TestHub,
  request: SubscribeRequest,
): Promise<SubscribeResult & { readonly error?: number }> {
  const client = await test.connect("ann");
  const { subscribe, error } = await client.request({ subscribe: { recover: true, ...request } });
  return error === undefined ? (subscribe ?? {}) : { error: error.code };
}

function offsets({ publications = [] }: SubscribeResult): unknown {
  return publications.map(({ offset }) => offset);
}

describe("a client that comes back", () => {
  // Ten were published, the log holds 6 to 10.
  const table: readonly (readonly [string, number, boolean, readonly number[]])[] = [
    ["at the top is recovered with nothing", 10, true, []],
    ["one behind is recovered with one", 9, true, [10]],
    ["just before the oldest is recovered with all", 5, true, [6, 7, 8, 9, 10]],
    ["two before the oldest is told that it missed something", 4, false, []],
    ["from the beginning is told that it missed something", 0, false, []],
    ["ahead of the log is told so", 11, false, []],
  ];
  for (const [what, offset, recovered, expected] of table) {
    it(what, async () => {
      const test = createTestHub({ channels });
      const epoch = await publish(test, "log", 10);
      const result = await resume(test, { channel: "log", offset, epoch });
      assert.deepEqual([result.recovered ?? false, offsets(result), result.wasRecovering], [recovered, expected, true]);
      // Publications move a recovered client on from where it was; all others begin at the top.
      assert.equal(result.offset ?? 0, recovered ? offset : 10);
    });
  }

  for (const epoch of ["", "another"]) {
    it(`with the epoch "${epoch}" is not recovered`, async () => {
      const test = createTestHub({ channels });
      await publish(test, "log", 3);
      assert.equal((await resume(test, { channel: "log", offset: 3, epoch })).recovered, undefined);
    });
  }

  it("having missed nothing is recovered, also when the log has expired", async () => {
    const test = createTestHub({ channels });
    const epoch = await publish(test, "brief", 3);
    await test.advance(2000);
    assert.equal((await test.hub.history("brief", { limit: 10 })).entries.length, 0);
    assert.equal((await resume(test, { channel: "brief", offset: 3, epoch })).recovered, true);
    assert.equal((await resume(test, { channel: "brief", offset: 2, epoch })).recovered, undefined);
  });

  it("that never got anything has a position to come back to", async () => {
    const test = createTestHub({ channels });
    const first = await test.connect("ann");
    const { subscribe } = await first.request({ subscribe: { channel: "log" } });
    first.connection.cut();
    await publish(test, "log", 2);
    const again = await resume(test, { channel: "log", offset: 0, epoch: subscribe?.epoch ?? "" });
    assert.deepEqual([again.recovered, offsets(again)], [true, [1, 2]]);
  });

  it("gets 300 entries at once, and no part of 301", async () => {
    const test = createTestHub({ channels });
    const epoch = await publish(test, "long", 301);
    assert.equal((await resume(test, { channel: "long", offset: 1, epoch })).publications?.length, 300);
    const more = await resume(test, { channel: "long", offset: 0, epoch });
    assert.deepEqual([more.recovered, more.publications], [undefined, undefined]);
  });

  it("gets 1 MiB at once, and no part of more", async () => {
    const test = createTestHub({ channels });
    const epoch = await publish(test, "long", 17, 64 * 1024 - 2);
    assert.equal((await resume(test, { channel: "long", offset: 1, epoch })).recovered, true);
    assert.equal((await resume(test, { channel: "long", offset: 0, epoch })).recovered, undefined);
  });

  it("that wants all or nothing is answered with error 112, and may subscribe anew", async () => {
    const test = createTestHub({ channels });
    const epoch = await publish(test, "log", 10);
    assert.deepEqual(await resume(test, { channel: "log", offset: 1, epoch, flag: 2 }), { error: 112 });
    assert.equal((await resume(test, { channel: "log", offset: 9, epoch, flag: 2 })).recovered, true);
    const client = await test.connect("bob");
    await client.request({ subscribe: { channel: "log", recover: true, offset: 1, epoch, flag: 2 } });
    assert.equal((await client.request({ subscribe: { channel: "log" } })).error, undefined);
  });

  it("to a cache gets the newest entry, or nothing when it has it", async () => {
    const test = createTestHub({ channels });
    const epoch = await publish(test, "cache", 5);
    const behind = await resume(test, { channel: "cache", offset: 1, epoch });
    const stranger = await resume(test, { channel: "cache", offset: 9, epoch: "another" });
    const current = await resume(test, { channel: "cache", offset: 5, epoch });
    assert.deepEqual([behind, stranger, current].map(offsets), [[5], [5], []]);
    assert.deepEqual(
      [behind, stranger, current].map(({ recovered }) => recovered),
      [true, true, true],
    );
    assert.equal(
      (await resume(createTestHub({ channels }), { channel: "cache", offset: 1, epoch })).recovered,
      undefined,
    );
  });

  it("with a filter gets what matches, of a log and of a cache", async () => {
    const test = createTestHub({ channels });
    const tf: FilterNode = { key: "odd", cmp: "eq", val: "true" };
    const epochs = [await publish(test, "log", 4), await publish(test, "cache", 4)];
    assert.deepEqual(offsets(await resume(test, { channel: "log", offset: 0, epoch: epochs[0] ?? "", tf })), [1, 3]);
    assert.deepEqual(offsets(await resume(test, { channel: "cache", offset: 0, epoch: epochs[1] ?? "", tf })), [3]);
  });

  it("to a channel without a log is told that there is none", async () => {
    const result = await resume(createTestHub({ channels }), { channel: "plain", offset: 5, epoch: "e" });
    assert.deepEqual([result.recoverable, result.recovered, result.positioned], [undefined, undefined, undefined]);
  });
});

describe("an idle subscriber that lost a message silently", () => {
  const lost = { data: Payload.fromValue("lost"), time: 0 };
  const store = (): MemoryHistoryStore => new MemoryHistoryStore(createHubClock().clock, createHubRandom(3));
  const retention = { maxEntries: 5, maxBytes: 1e6, ttlMs: 0 };

  it("is unsubscribed with 2500 after a position check, while the others stay", async () => {
    const history = store();
    const test = createTestHub({ channels, history });
    const client = await test.connect("ann");
    await client.request({ subscribe: { channel: "log" } });
    await history.append("log", lost, retention);
    for (let i = 0; i < 20; i += 1) await test.advance(1000);
    assert.deepEqual(client.pushes, []);
    for (let i = 0; i < 10; i += 1) await test.advance(1000);
    assert.deepEqual(client.pushes, [{ channel: "log", unsubscribe: { code: 2500, reason: "insufficient state" } }]);
  });

  it("is disconnected with 3010 when the server had subscribed it", async () => {
    const history = store();
    const test = createTestHub({ channels, history, serverChannels: ["log"] });
    const client = await test.connect("ann");
    assert.equal(client.connected.connect?.subs?.get("log")?.recoverable, true);
    await history.append("log", lost, retention);
    for (let i = 0; i < 30; i += 1) await test.advance(1000);
    assert.equal(client.ended?.code, 3010);
  });

  it("is unsubscribed with 2500 at once when the next message comes", async () => {
    const history = store();
    const test = createTestHub({ channels, history });
    const client = await test.connect("ann");
    await client.request({ subscribe: { channel: "log" } });
    await history.append("log", lost, retention);
    await test.hub.publish("log", "next");
    await turns();
    assert.deepEqual(client.pushes, [{ channel: "log", unsubscribe: { code: 2500, reason: "insufficient state" } }]);
  });
});
