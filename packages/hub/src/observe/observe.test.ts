/** What a hub counts and tells of itself, and that neither grows with what clients make up. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createTestHub, turns } from "@longwire/testkit";
import { HubCounters } from "./hub-counters.ts";
import type { HubEvent } from "./hub-event.ts";

const open = { subscribe: "allow", publish: "allow" } as const;

describe("the counters of a hub", () => {
  it("count commands by outcome, publications, and bytes of both directions", async () => {
    const { hub, connect } = createTestHub({ channels: { news: open } });
    const before = hub.counters.bytesIn;
    const ann = await connect("ann");
    const bob = await connect("bob");
    for (const client of [ann, bob]) await client.request({ subscribe: { channel: "news" } });
    await ann.request({ subscribe: { channel: "other" } });
    await hub.publish("news", 1);
    await hub.publish("news", 2, { idempotencyKey: "k" });
    await hub.publish("news", 2, { idempotencyKey: "k" });
    await turns();
    const { counters } = hub;
    assert.deepEqual(counters.commands.get("connect"), { ok: 2, error: 0, disconnect: 0 });
    assert.deepEqual(counters.commands.get("subscribe"), { ok: 2, error: 1, disconnect: 0 });
    assert.deepEqual([...counters.errors], [[102, 1]]);
    assert.deepEqual([counters.publicationsIn, counters.publicationsRepeated, counters.publicationsOut], [2, 1, 4]);
    assert.deepEqual(counters.accepted, { json: 2, protobuf: 0 });
    assert.ok(counters.bytesOut > 0);
    const sent = Buffer.byteLength('{"id":9,"publish":{"channel":"news","data":"é"}}');
    const at = counters.bytesIn;
    assert.ok(at > before);
    ann.connection.receive('{"id":9,"publish":{"channel":"news","data":"é"}}');
    assert.equal(counters.bytesIn - at, sent);
  });

  it("count ends by code and by who ended, and codes of others together", async () => {
    const { hub, connect } = createTestHub({ channels: {} });
    const [ann, bob, cid] = [await connect("ann"), await connect("bob"), await connect("cid")];
    ann.connection.cut(1006, "gone");
    bob.connection.cut(4321, "made up");
    cid.connection.receive("{");
    await turns();
    assert.deepEqual(
      [...hub.counters.disconnects.client],
      [
        [1006, 1],
        ["application", 1],
      ],
    );
    assert.deepEqual([...hub.counters.disconnects.server], [[3501, 1]]);
  });

  it("count recoveries by what came of them", async () => {
    const { hub, connect } = createTestHub({
      channels: { log: { ...open, history: { maxEntries: 2 }, recovery: "stream" } },
    });
    const { position } = await hub.publish("log", 1);
    assert.ok(position);
    const ann = await connect("ann");
    await ann.request({ subscribe: { channel: "log", recover: true, ...position } });
    const bob = await connect("bob");
    await bob.request({ subscribe: { channel: "log", recover: true, offset: 1, epoch: "another" } });
    assert.deepEqual(hub.counters.recoveries, { recovered: 1, unrecovered: 1 });
  });

  it("have a bounded number of codes, whatever codes there are", () => {
    const counters = new HubCounters();
    for (let code = 0; code < 6000; code += 1) {
      counters.error(code);
      counters.disconnect("client", code);
    }
    assert.ok(counters.errors.size <= 20, `${counters.errors.size}`);
    assert.ok(counters.disconnects.client.size <= 40, `${counters.disconnects.client.size}`);
  });

  it("count what slow readers lose, and that one was ended", async () => {
    const { hub, connect } = createTestHub({
      channels: { dropping: { ...open, slowConsumer: { policy: "drop-oldest", maxWaiting: 1 } }, strict: open },
      limits: { maxQueuedBytes: 300_000 },
    });
    const ann = await connect("ann");
    await ann.request({ subscribe: { channel: "dropping" } });
    await ann.request({ subscribe: { channel: "strict" } });
    ann.connection.stall();
    for (let i = 0; i < 6; i += 1) {
      await hub.publish("dropping", "x".repeat(40_000));
      await turns(2);
    }
    assert.ok(hub.counters.slowConsumers["drop-oldest"] > 0);
    assert.ok(hub.info().queuedBytes > 0);
    for (let i = 0; i < 6; i += 1) await hub.publish("strict", "x".repeat(60_000));
    await turns();
    assert.equal(hub.counters.slowConsumers.disconnect, 1);
    assert.equal(hub.info().queuedBytes, 0);
  });
});

describe("the observer of a hub", () => {
  it("is told who comes, is refused, is denied and goes", async () => {
    const events: HubEvent[] = [];
    const { connect, advance } = createTestHub({
      channels: { secret: { subscribe: "deny" } },
      observe: (event) => events.push(event),
    });
    const ann = await connect("ann");
    await ann.request({ subscribe: { channel: "secret" } });
    await connect("old");
    await advance(500);
    ann.connection.cut(1001, "a word of the client's own");
    await turns();
    const [{ client }] = events as [Extract<HubEvent, { type: "connected" }>];
    const who = { client, user: "ann" };
    assert.deepEqual(
      events.filter((event) => "client" in event && event.client === client),
      [
        { type: "connected", ...who, encoding: "json" },
        {
          type: "denied",
          ...who,
          action: "subscribe",
          channel: "secret",
          code: 103,
          rule: 'subscribe of "secret": deny',
          reason: "denied",
        },
        { type: "disconnected", ...who, by: "client", code: 1001, reason: undefined, lastedMs: 500 },
      ],
    );
    const refused = events.find(({ type }) => type === "refused") as Extract<HubEvent, { type: "refused" }>;
    assert.deepEqual([refused.user, refused.code, refused.reason], [undefined, 109, "tokenExpired"]);
  });

  it("is told how long logs and broker take", async () => {
    const events: HubEvent[] = [];
    const { hub } = createTestHub({
      channels: { log: { history: {} }, plain: {} },
      observe: (event) => events.push(event),
    });
    await hub.publish("log", 1);
    await hub.publish("plain", 1);
    assert.deepEqual(
      events.map(({ type }) => type),
      ["history-appended", "broker-published", "broker-published"],
    );
  });

  it("may throw: that is reported, and disturbs nobody", async () => {
    const { hub, connect, problems } = createTestHub({
      channels: { news: open },
      observe: () => {
        throw new Error("mine");
      },
    });
    const ann = await connect("ann");
    assert.ok((await ann.request({ subscribe: { channel: "news" } })).subscribe);
    await hub.publish("news", 1);
    await turns();
    assert.equal(ann.publications("news").length, 1);
    assert.deepEqual(new Set(problems.map(({ where }) => where)), new Set(["observe"]));
  });
});
