/** What a connection sees of the hub's rules: limits, malformed and hostile commands, time, and the end. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { mayReconnect, Payload, type Requests } from "@longwire/protocol";
import { createTestHub, type ProtocolClient, turns } from "@longwire/testkit";
import type { HubLimits } from "../hub-limits.ts";
import { RealtimeError } from "../realtime-error.ts";

const open = { subscribe: "allow", publish: "allow", presenceRule: "allow", historyRule: "allow" } as const;
const channels = {
  "c:{id}": { ...open },
  "log:{id}": { ...open, history: {}, recovery: "stream" },
  "named:{id}": {},
  "filtered:{id}": { ...open, tagsFilter: true },
} as const;
const json = (value: unknown): Payload => Payload.fromValue(value);

describe("a connection before it is let in", () => {
  const hostile: readonly (readonly [string, string | Uint8Array])[] = [
    ["text that is no JSON", "{"],
    ["an empty frame", ""],
    ["a binary frame in JSON", new Uint8Array([1, 2, 3])],
    ["another command than connect", '{"id":1,"subscribe":{"channel":"c:1"}}'],
    ["a pong", "{}"],
    ["a connect without an id", '{"connect":{}}'],
    ["two requests in one command", '{"id":1,"connect":{},"rpc":{}}'],
    ["a frame that is too long", `{"id":1,"connect":{"name":"${"x".repeat(65_536)}"}}`],
  ];
  for (const [what, frame] of hostile) {
    it(`is closed with 3501 for ${what}`, async () => {
      const { open: connection } = createTestHub({ channels });
      const client = connection();
      client.connection.receive(frame);
      await turns();
      assert.deepEqual(client.ended, { code: 3501, reason: "bad request" });
    });
  }

  it("is closed with 3502 after 10 seconds of silence, and not before", async () => {
    const { open: connection, advance } = createTestHub({ channels });
    const client = connection();
    await advance(9_999);
    assert.equal(client.ended, undefined);
    await advance(1);
    assert.deepEqual(client.ended, { code: 3502, reason: "stale" });
  });

  it("is closed with 3500 for a token that does not hold, and told 109 for one that is too old", async () => {
    const { open: connection } = createTestHub({ channels });
    const bad = connection();
    bad.send({ id: 1, connect: { token: "bad" } });
    const old = connection();
    const reply = await old.request({ connect: { token: "old" } });
    await turns();
    assert.deepEqual([bad.ended?.code, reply.error?.code, old.ended], [3500, 109, undefined]);
  });

  it("has commands that came with its connect command answered after it, in order", async () => {
    const { open: connection } = createTestHub({ channels });
    const client = connection();
    const order: (number | undefined)[] = [];
    const delivered = client.connection.onDelivered;
    client.connection.onDelivered = (data) => {
      for (const line of String(data).split("\n")) order.push((JSON.parse(line) as { id?: number }).id);
      delivered(data);
    };
    client.send({ id: 1, connect: {} }, { id: 2, subscribe: { channel: "c:1" } }, { id: 3, ping: {} });
    await turns();
    assert.equal(order[0], 1);
    assert.deepEqual(order.toSorted(), [1, 2, 3]);
  });

  it("is closed with 3504 above the limit of connections of one user, which others do not share", async () => {
    const { connect, open: connection } = createTestHub({ channels, limits: { maxConnectionsPerUser: 2 } });
    await connect("ann");
    await connect("ann");
    const third = connection();
    third.send({ id: 1, connect: { token: "ann" } });
    await connect("bob");
    assert.equal(third.ended?.code, 3504);
  });
});

describe("a connected client", () => {
  const answers: readonly (readonly [string, Requests, number])[] = [
    ["a channel that is not declared", { subscribe: { channel: "nowhere" } }, 102],
    ["no channel", { subscribe: {} }, 102],
    ["a channel's name of 256 bytes", { subscribe: { channel: `c:${"x".repeat(254)}` } }, 102],
    ["a channel's name with a control character", { subscribe: { channel: "c:\u0007" } }, 102],
    ["a channel that needs a token", { subscribe: { channel: "named:1" } }, 103],
    ["a channel with a token of another", { subscribe: { channel: "named:1", token: "named:2" } }, 103],
    ["publishing where only the server does", { publish: { channel: "named:1", data: json(1) } }, 103],
    ["publishing nothing", { publish: { channel: "c:1" } }, 107],
    [
      "an idempotency key of 129 bytes",
      { publish: { channel: "c:1", data: json(1), idempotencyKey: "k".repeat(129) } },
      107,
    ],
    ["presence where there is none", { presence: { channel: "c:1" } }, 108],
    ["counts where there is no presence", { presenceStats: { channel: "c:1" } }, 108],
    ["history where there is none", { history: { channel: "c:1" } }, 108],
    ["a filter where there is none", { subscribe: { channel: "c:1", tf: { key: "k", cmp: "ex" } } }, 108],
    ["a filter that makes no sense", { subscribe: { channel: "filtered:1", tf: { cmp: "eq" } } }, 107],
    [
      "a filter with a delta",
      { subscribe: { channel: "filtered:1", tf: { key: "k", cmp: "ex" }, delta: "fossil" } },
      107,
    ],
    ["a delta of another kind", { subscribe: { channel: "c:1", delta: "xdelta" } }, 107],
    ["a kind of subscription that is not offered", { subscribe: { channel: "c:1", type: 1 } }, 108],
    ["a call where there are none", { rpc: { method: "m" } }, 108],
    ["a refresh without a token", { refresh: {} }, 107],
    ["a refresh of a subscription that it has not got", { subRefresh: { channel: "c:1", token: "c:1" } }, 103],
    ["unsubscribing from nothing", { unsubscribe: {} }, 107],
  ];
  for (const [what, request, code] of answers) {
    it(`is answered with error ${code} for ${what}, and goes on`, async () => {
      const { connect } = createTestHub({ channels });
      const client = await connect("ann");
      assert.equal((await client.request(request)).error?.code, code);
      assert.deepEqual((await client.request({ ping: {} })).ping, {});
    });
  }

  const ends: readonly (readonly [string, string, number])[] = [
    ["a second connect", '{"id":9,"connect":{}}', 3501],
    ["a command without an id", '{"rpc":{}}', 3501],
    ["a command with the id 0", '{"id":0,"rpc":{}}', 3501],
    ["an id without a command", '{"id":9}', 3501],
    ["two requests in one command", '{"id":9,"rpc":{},"ping":{}}', 3501],
    ["text that is no JSON", '{"id":9,', 3501],
  ];
  for (const [what, frame, code] of ends) {
    it(`is closed with ${code} for ${what}, and nobody else is disturbed`, async () => {
      const { connect, hub } = createTestHub({ channels });
      const client = await connect("ann");
      const other = await connect("bob");
      await other.request({ subscribe: { channel: "c:1" } });
      client.connection.receive(frame);
      await turns();
      await hub.publish("c:1", "still there");
      await turns();
      assert.equal(client.ended?.code, code);
      assert.equal(other.publications("c:1").length, 1);
    });
  }

  const rates: readonly (readonly [string, Partial<HubLimits>, (client: ProtocolClient) => void, number])[] = [
    ["frames", { framesPerSecond: 10 }, (client) => client.connection.receive("{}"), 19],
    ["commands", { commandsPerSecond: 10 }, (client) => client.connection.receive("{}"), 19],
    ["bytes", { bytesPerSecond: 1000 }, (client) => client.send({ send: { data: json("x".repeat(75)) } }), 19],
  ];
  for (const [what, limits, act, allowed] of rates) {
    it(`may send twice the ${what} of a second at once, and is closed with 3013 beyond`, async () => {
      const { connect } = createTestHub({ channels, limits });
      const client = await connect("ann");
      for (let i = 0; i < allowed; i += 1) act(client);
      assert.equal(client.ended, undefined);
      for (let i = 0; i < 3; i += 1) act(client);
      assert.deepEqual(client.ended, { code: 3013, reason: "too many requests" });
    });
  }

  it("may have 128 channels, and is answered with error 106 for the next", async () => {
    const { connect } = createTestHub({ channels, limits: { commandsPerSecond: 1000, framesPerSecond: 1000 } });
    const client = await connect("ann");
    const replies = await Promise.all(
      Array.from({ length: 129 }, (_, i) => client.request({ subscribe: { channel: `c:${i}` } })),
    );
    assert.deepEqual(
      replies.flatMap(({ error }) => error?.code ?? []),
      [106],
    );
  });

  it("is answered with error 105 when it subscribes twice, also at once", async () => {
    const { connect } = createTestHub({ channels });
    const client = await connect("ann");
    const subscribe = { subscribe: { channel: "log:1" } };
    const replies = await Promise.all([client.request(subscribe), client.request(subscribe)]);
    assert.deepEqual(
      replies.map(({ error }) => error?.code),
      [undefined, 105],
    );
  });

  it("may subscribe, unsubscribe and subscribe in one frame, and is subscribed", async () => {
    const { connect, hub } = createTestHub({ channels });
    const client = await connect("ann");
    client.send(
      { id: 10, subscribe: { channel: "log:1" } },
      { id: 11, unsubscribe: { channel: "log:1" } },
      { id: 12, subscribe: { channel: "log:1" } },
    );
    await turns();
    await hub.publish("log:1", 1);
    await turns();
    assert.equal(client.publications("log:1").length, 1);
  });

  it("is pinged every 25 seconds, and closed with 3012 when it does not answer", async () => {
    const { connect, advance } = createTestHub({ channels });
    const quiet = await connect("ann");
    const lively = await connect("bob");
    for (let i = 0; i < 30; i += 1) {
      await advance(1000);
      if (lively.pings > 0) lively.connection.receive("{}");
    }
    assert.deepEqual([quiet.pings, lively.pings, quiet.ended], [1, 1, undefined]);
    await advance(10_000);
    assert.deepEqual(quiet.ended, { code: 3012, reason: "no pong" });
    assert.equal(lively.ended, undefined);
  });

  it("is told when its token expires, is closed with 3005 after a grace, and not when it has refreshed", async () => {
    const { connect, advance, unixTime } = createTestHub({ channels, times: { pingIntervalMs: 0 } });
    const expireAt = unixTime() + 60;
    const late = await connect(`ann@${expireAt}`);
    const prompt = await connect(`bob@${expireAt}`);
    assert.deepEqual([late.connected.connect?.expires, late.connected.connect?.ttl], [true, 60]);
    await advance(59_000);
    const reply = await prompt.request({ refresh: { token: `bob@${expireAt + 600}` } });
    assert.deepEqual([reply.refresh?.expires, reply.refresh?.ttl], [true, 601]);
    await advance(25_999);
    assert.equal(late.ended, undefined);
    await advance(1);
    assert.deepEqual(late.ended, { code: 3005, reason: "connection expired" });
    assert.equal(prompt.ended, undefined);
  });

  it("stays for 30 days when its token says so", async () => {
    const { connect, advance, unixTime } = createTestHub({ channels, times: { pingIntervalMs: 0 } });
    const month = 30 * 24 * 3600;
    const client = await connect(`ann@${unixTime() + month}`);
    await advance((month - 1) * 1000);
    assert.equal(client.ended, undefined);
  });

  it("is closed with 3500 when it refreshes with the token of another user", async () => {
    const { connect } = createTestHub({ channels });
    const client = await connect("ann");
    client.send({ id: 5, refresh: { token: "bob" } });
    await turns();
    assert.equal(client.ended?.code, 3500);
  });

  it("is unsubscribed with 2501 when its subscription expires, and not when that was refreshed", async () => {
    const { connect, advance, unixTime } = createTestHub({ channels, times: { pingIntervalMs: 0 } });
    const client = await connect("ann");
    const expireAt = unixTime() + 60;
    for (const channel of ["named:1", "named:2"]) {
      const { subscribe } = await client.request({ subscribe: { channel, token: `${channel}@${expireAt}` } });
      assert.deepEqual([subscribe?.expires, subscribe?.ttl], [true, 60]);
    }
    const { subRefresh } = await client.request({
      subRefresh: { channel: "named:2", token: `named:2@${expireAt + 60}` },
    });
    assert.equal(subRefresh?.ttl, 120);
    await advance(85_000);
    assert.deepEqual(
      client.pushes.map(({ channel, unsubscribe }) => [channel, unsubscribe?.code]),
      [["named:1", 2501]],
    );
  });

  it("is told an application's error with its code, and 100 for a failure, which is reported", async () => {
    const { connect, problems } = createTestHub({
      channels,
      handlers: {
        rpc: ({ method }) => {
          if (method === "fails") throw new Error("secret detail");
          throw new RealtimeError(method === "closes" ? 4000 : 400, "no", { temporary: true });
        },
      },
    });
    const client = await connect("ann");
    assert.deepEqual((await client.request({ rpc: { method: "refuses" } })).error, {
      code: 400,
      message: "no",
      temporary: true,
    });
    const failed = await client.request({ rpc: { method: "fails" } });
    assert.deepEqual([failed.error?.code, failed.error?.message], [100, "internal server error"]);
    assert.deepEqual(
      problems.map(({ where }) => where),
      ["rpc"],
    );
    client.send({ id: 50, rpc: { method: "closes" } });
    await turns();
    assert.deepEqual(client.ended, { code: 4000, reason: "no" });
  });

  it("is taken over by a newer connection with its session, and only by the same user's", async () => {
    const { connect } = createTestHub({ channels });
    const old = await connect("ann");
    const session = old.connected.connect?.session ?? "";
    const code = (): number | undefined => old.ended?.code;
    await connect("bob", { session });
    assert.equal(code(), undefined);
    await connect("ann", { session });
    assert.equal(code(), 3011);
  });

  it("that was taken over while it was alive comes back beside the newer one", async () => {
    const { connect } = createTestHub({ channels });
    const old = await connect("ann");
    const session = old.connected.connect?.session ?? "";
    const copy = await connect("ann", { session });
    assert.equal(mayReconnect(old.ended?.code ?? 0), true);
    const back = await connect("ann", { session });
    await turns();
    assert.deepEqual([copy.ended, back.ended], [undefined, undefined]);
  });

  it("in JSON is closed with 3506 when somebody publishes bytes that are no JSON, and nobody else is", async () => {
    const { connect, hub } = createTestHub({ channels });
    const client = await connect("ann");
    const other = await connect("bob");
    await client.request({ subscribe: { channel: "c:1" } });
    await hub.publish("c:1", Payload.fromBytes(new Uint8Array([0xff])));
    await turns();
    assert.equal(client.ended?.code, 3506);
    assert.equal(other.ended, undefined);
  });
});

describe("a server program", () => {
  it("revokes: connections from before are closed with 3014, newer ones stay", async () => {
    const { connect, hub, advance } = createTestHub({ channels });
    const before = await connect("ann");
    const other = await connect("bob");
    await advance(10);
    await hub.revoke("ann");
    await connect("ann");
    await turns();
    assert.deepEqual([before.ended?.code, other.ended], [3014, undefined]);
  });

  it("unsubscribes and disconnects a user, one connection of it, or all but one", async () => {
    const { connect, hub } = createTestHub({ channels });
    const [first, second, third] = [await connect("ann"), await connect("ann"), await connect("ann")];
    await first.request({ subscribe: { channel: "c:1" } });
    await hub.unsubscribe("ann", "c:1");
    await turns();
    assert.equal(first.pushes[0]?.unsubscribe?.code, 2000);
    await hub.disconnect("ann", { client: first.connected.connect?.client, code: 4001, reason: "one" });
    assert.deepEqual([first.ended, second.ended], [{ code: 4001, reason: "one" }, undefined]);
    await hub.disconnect("ann", { except: [third.connected.connect?.client ?? ""] });
    assert.deepEqual([second.ended?.code, third.ended], [3503, undefined]);
  });

  it("subscribes a user that is connected, who is told and gets what is published", async () => {
    const { connect, hub } = createTestHub({ channels });
    const client = await connect("ann");
    await hub.subscribe("ann", "log:1", { data: { why: "you" } });
    await turns();
    await hub.publish("log:1", 1);
    await turns();
    assert.deepEqual(client.pushes[0]?.subscribe?.data?.value, { why: "you" });
    assert.equal(client.publications("log:1").length, 1);
  });

  it("publishes once for one idempotency key, and is refused for another payload", async () => {
    const { hub } = createTestHub({ channels });
    for (const channel of ["log:1", "c:1"]) {
      const first = await hub.publish(channel, 1, { idempotencyKey: "k" });
      const again = await hub.publish(channel, 1, { idempotencyKey: "k" });
      assert.deepEqual([again.position, first.isRepeated, again.isRepeated], [first.position, false, true]);
      await assert.rejects(hub.publish(channel, 2, { idempotencyKey: "k" }), { code: 107 });
    }
    assert.equal((await hub.history("log:1", { limit: 10 })).entries.length, 1);
  });

  it("drains: all are closed with 3001 over the window, new ones at once", async () => {
    const { connect, open: connection, hub, advance } = createTestHub({ channels });
    const clients = await Promise.all(Array.from({ length: 20 }, (_, i) => connect(`u${i}`)));
    const closed = hub.close({ drainMs: 1000 });
    await turns();
    const gone = (): number => clients.filter(({ ended }) => ended?.code === 3001).length;
    assert.equal(gone(), 2);
    assert.equal(connection().ended?.code, 3001);
    for (let i = 0; i < 9; i += 1) await advance(100);
    await closed;
    assert.equal(gone(), 20);
  });

  it("drains: who reads slowly is sent away when it has read what waits, or at the end of the window", async () => {
    const { hub, connect, advance } = createTestHub({ channels });
    const [slow, stuck] = [await connect("slow"), await connect("stuck")];
    for (const client of [slow, stuck]) {
      await client.request({ subscribe: { channel: "c:1" } });
      client.connection.stall();
    }
    for (let i = 0; i < 8; i += 1) {
      await hub.publish("c:1", "x".repeat(50_000));
      await turns();
    }
    const closed = hub.close({ drainMs: 1000 });
    await advance(300);
    assert.deepEqual([slow.ended, stuck.ended], [undefined, undefined]);
    slow.connection.read();
    await advance(100);
    assert.deepEqual(slow.ended, { code: 3001, reason: "shutdown" });
    assert.equal(slow.publications("c:1").length, 8);
    for (let i = 0; i < 8; i += 1) await advance(100);
    assert.deepEqual(stuck.ended, { code: 3001, reason: "shutdown" });
    await closed;
  });

  it("is told which rule decides", async () => {
    const { hub } = createTestHub({ channels });
    const { allow, rule, pattern, because } = await hub.explain("ann", "subscribe", "named:1");
    assert.deepEqual([allow, rule, pattern], [false, 'subscribe of "named:{id}": token', "named:{id}"]);
    assert.match(because, /no subscription token/);
    assert.equal((await hub.explain("ann", "subscribe", "nowhere")).rule, "declared channels");
  });
});
