/** When a store, the broker or a handler fails: who asked is told, nothing is left behind, and it works again afterwards. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Payload, type Requests } from "@longwire/protocol";
import { createHubClock, createHubRandom, createTestHub, type TestHubOptions, turns } from "@longwire/testkit";
import type { Authenticator } from "../auth/authenticator.ts";
import { MemoryBroker } from "../memory/memory-broker.ts";
import { MemoryHistoryStore } from "../memory/memory-history-store.ts";
import { MemoryPresenceStore } from "../memory/memory-presence-store.ts";

const open = { subscribe: "allow", publish: "allow", presenceRule: "allow", historyRule: "allow" } as const;
const channels = { log: { ...open, history: {}, recovery: "stream", presence: true, joinLeave: true } } as const;
const requests = {
  subscribe: { subscribe: { channel: "log" } },
  publish: { publish: { channel: "log", data: Payload.fromValue(1) } },
  presence: { presence: { channel: "log" } },
  history: { history: { channel: "log" } },
} as const satisfies Record<string, Requests>;

/** Lets everybody in as "ann". */
const credulous: Authenticator = {
  authenticate: async () => ({ ok: true, identity: { user: "ann", meta: undefined, claims: {} }, channels: [] }),
  refresh: async () => ({ ok: true, identity: { user: "ann", meta: undefined, claims: {} }, channels: [] }),
  subscription: async () => ({ ok: true }),
};

/** Each method fails while `isBroken` says so. */
function breakable<Port extends object>(port: Port, isBroken: (method: string) => boolean): Port {
  return new Proxy(port, {
    get: (target, name) => {
      const value = Reflect.get(target, name) as unknown;
      if (typeof value !== "function") return value;
      return (...given: unknown[]) =>
        isBroken(String(name)) ? Promise.reject(new Error("broken")) : value.apply(target, given);
    },
  });
}

describe("a client", () => {
  const table = [
    ["the broker cannot subscribe", "subscribe", "subscribe"],
    ["the log cannot be read", "read", "subscribe"],
    ["presence cannot be entered", "renew", "subscribe"],
    ["the log cannot be written", "append", "publish"],
    ["the broker cannot publish", "publish", "publish"],
    ["presence cannot be read", "members", "presence"],
    ["the log cannot be read for history", "read", "history"],
  ] as const;
  for (const [what, method, request] of table) {
    it(`is answered with error 100 when ${what}, and served when it works again`, async () => {
      let isBroken = true;
      const check = (name: string): boolean => isBroken && name === method;
      const { clock } = createHubClock();
      const test = createTestHub({
        channels,
        broker: breakable(new MemoryBroker(), check),
        history: breakable(new MemoryHistoryStore(clock, createHubRandom(2)), check),
        presence: breakable(new MemoryPresenceStore(clock), check),
      });
      const client = await test.connect("ann");
      assert.equal((await client.request(requests[request])).error?.code, 100);
      assert.deepEqual(
        test.problems.map(({ where }) => where),
        [request],
      );
      await turns();
      assert.deepEqual([...test.hub.channels()], []);
      isBroken = false;
      assert.equal((await client.request(requests[request])).error, undefined);
      assert.equal(client.ended, undefined);
    });
  }

  it("is answered with error 111 when 256 of its commands are not answered yet", async () => {
    const test = createTestHub({
      channels,
      handlers: { rpc: () => new Promise(() => undefined) },
      limits: { commandsPerSecond: 1000, framesPerSecond: 1000 },
    });
    const client = await test.connect("ann");
    for (let i = 0; i < 256; i += 1) void client.request({ rpc: {} });
    assert.equal((await client.request({ ping: {} })).error?.code, 111);
    assert.equal(client.ended, undefined);
  });

  it("is disconnected with 3004 when it cannot be told who it is", async () => {
    const refuse = (): Promise<never> => Promise.reject(new Error("no database"));
    const authenticator = { authenticate: refuse, refresh: refuse, subscription: refuse };
    const test = createTestHub({ channels, authenticator });
    const client = test.open();
    client.send({ id: 1, connect: {} });
    await turns();
    assert.equal(client.ended?.code, 3004);
  });
});

describe("an application that never answers", () => {
  const never = (): Promise<never> => new Promise(() => undefined);
  const others = { presenceRule: "allow", historyRule: "allow", history: {}, presence: true } as const;
  const tokens = {
    refresh: { refresh: { token: "t" } },
    token: { subscribe: { channel: "log", token: "t" } },
  } as const;
  type Row = readonly [what: string, where: string, options: TestHubOptions, request: Requests];
  const rows: readonly Row[] = [
    ["subscribe rule", "subscribe", { channels: { log: { ...others, subscribe: never } } }, requests.subscribe],
    ["publish rule", "publish", { channels: { log: { ...others, publish: never } } }, requests.publish],
    ["presence rule", "presence", { channels: { log: { ...others, presenceRule: never } } }, requests.presence],
    ["history rule", "history", { channels: { log: { ...others, historyRule: never } } }, requests.history],
    ["subscribe handler", "subscribe", { channels, handlers: { subscribe: never } }, requests.subscribe],
    ["publish handler", "publish", { channels, handlers: { publish: never } }, requests.publish],
    ["rpc handler", "rpc", { channels, handlers: { rpc: never } }, { rpc: {} }],
    ["refresh", "refresh", { channels, authenticator: { ...credulous, refresh: never } }, tokens.refresh],
    [
      "subscription token",
      "subscribe",
      { channels, authenticator: { ...credulous, subscription: never } },
      tokens.token,
    ],
  ];
  for (const [what, where, options, request] of rows) {
    it(`as ${what} is waited for 4 s: then the command is answered with error 100`, async () => {
      const test = createTestHub(options);
      const client = await test.connect("ann");
      let code: number | undefined;
      void client.request(request).then(({ error }) => {
        code = error?.code;
      });
      await turns();
      await test.advance(3999);
      assert.deepEqual([code, test.problems], [undefined, []]);
      await test.advance(1);
      assert.equal(code, 100);
      assert.deepEqual(
        test.problems.map((problem) => [problem.where, String(problem.error)]),
        [[where, `Error: ${what}: no answer within 4000 ms`]],
      );
      // Nothing is left of it: the next request is waited for as well.
      const again = client.request(request);
      await turns();
      await test.advance(4000);
      assert.equal((await again).error?.code, 100);
    });
  }

  for (const [what, options] of [
    ["authenticate", { channels, authenticator: { ...credulous, authenticate: never } }],
    ["connect handler", { channels, handlers: { connect: never } }],
  ] as const) {
    it(`as ${what} is waited for 4 s: then the connection is closed with 3004`, async () => {
      const test = createTestHub(options);
      const client = test.open();
      client.send({ id: 1, connect: { token: "ann" } });
      const code = (): number | undefined => client.ended?.code;
      await turns();
      await test.advance(3999);
      assert.equal(code(), undefined);
      await test.advance(1);
      assert.equal(code(), 3004);
    });
  }

  it("but late is ignored", async () => {
    let answer: (allowed: boolean) => void = () => undefined;
    const late = (): Promise<boolean> => new Promise((resolve) => (answer = resolve));
    const test = createTestHub({ channels: { log: { subscribe: late } } });
    const client = await test.connect("ann");
    const reply = client.request(requests.subscribe);
    await turns();
    await test.advance(4000);
    assert.equal((await reply).error?.code, 100);
    answer(true);
    await turns();
    assert.deepEqual([...test.hub.channels()], []);
    const again = client.request(requests.subscribe);
    await turns();
    answer(true);
    assert.equal((await again).error, undefined);
  });
});

describe("a server program", () => {
  for (const [kind, options] of [
    ["with a log", { history: {} }],
    ["without a log", {}],
  ] as const) {
    it(`that tries again with its key what the broker did not take has it shown once, in a channel ${kind}`, async () => {
      let isBroken = false;
      const broker = breakable(new MemoryBroker(), (name) => isBroken && name === "publish");
      const test = createTestHub({ channels: { feed: { subscribe: "allow", ...options } }, broker });
      const client = await test.connect("ann");
      await client.request({ subscribe: { channel: "feed" } });
      isBroken = true;
      const publish = (): Promise<{ isRepeated: boolean }> => test.hub.publish("feed", 1, { idempotencyKey: "k" });
      await assert.rejects(publish());
      await assert.rejects(publish());
      isBroken = false;
      await publish();
      assert.equal((await publish()).isRepeated, true);
      await turns();
      assert.deepEqual(
        client.publications("feed").map(({ data }) => data?.value),
        [1],
      );
    });
  }

  it("has what its handlers throw reported, whatever they are called for", async () => {
    const fail = (): never => {
      throw new Error("bug");
    };
    const test = createTestHub({
      channels,
      handlers: { send: fail, disconnect: () => Promise.reject(new Error("bug")) },
    });
    const client = await test.connect("ann");
    client.send({ send: { data: Payload.fromValue(1) } });
    await turns();
    client.connection.cut();
    await turns();
    assert.deepEqual(
      test.problems.map(({ where }) => where),
      ["send", "disconnect handler"],
    );
  });
});
