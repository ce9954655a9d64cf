/** Tokens, rules, revocations and configurations as clients meet them, over connections in memory. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Payload, type Reply } from "@longwire/protocol";
import { createHubClock, createTestHub, type ProtocolClient, turns } from "@longwire/testkit";
import { createAuth } from "./auth/create-auth.ts";
import { issueToken, type TokenContent } from "./auth/issue-token.ts";
import type { ChannelOptions } from "./channel/channel-options.ts";
import { parseConfig } from "./config/parse-config.ts";
import type { HubHandlers } from "./hub-handlers.ts";
import { MemoryRevocationStore } from "./memory/memory-revocation-store.ts";
import type { Revocation, RevocationStore } from "./ports/revocation-store.ts";

const secret = "a secret of thirty-two characters";

function setUp(config: object, channels: Readonly<Record<string, ChannelOptions>> = {}, handlers: HubHandlers = {}) {
  const parsed = parseConfig({ client: { token: { hmac_secret_key: secret } }, ...config });
  const { clock, advance } = createHubClock();
  const auth = createAuth(parsed.authentication, { clock });
  const test = createTestHub({ ...auth, channels, channelResolver: parsed.resolver, handlers });
  const token = (content: TokenContent): Promise<string> => issueToken(content, { secret }, clock.wallTime());
  return {
    ...test,
    token,
    advance: async (byMs: number): Promise<void> => {
      advance(byMs);
      await test.advance(byMs);
    },
    enter: async (content: TokenContent): Promise<{ client: ProtocolClient; reply: Reply }> => {
      const client = test.open();
      return { client, reply: await client.request({ connect: { token: await token(content) } }) };
    },
  };
}

const codeOf = async (reply: Promise<Reply>): Promise<number> => (await reply).error?.code ?? 0;
const endOf = ({ ended }: ProtocolClient): number | undefined => ended?.code;
const publish = (channel: string) => ({ publish: { channel, data: Payload.fromValue(1) } });

describe("a connection by token", () => {
  it("has the server-side subscriptions of its token, with their data, and others see its info", async () => {
    const { enter } = setUp({}, { "room:{id}": { presence: true, subscribe: "allow", presenceRule: "subscriber" } });
    const subs = { "room:1": { data: { hi: 1 }, info: { role: "host" } } };
    const { client, reply } = await enter({ user: "ann", info: { name: "Ann" }, claims: { subs } });
    assert.deepEqual(reply.connect?.subs?.get("room:1")?.data?.value, { hi: 1 });
    const { presence } = await client.request({ presence: { channel: "room:1" } });
    const [info] = [...(presence?.presence?.values() ?? [])];
    assert.deepEqual(
      [info?.user, info?.connInfo?.value, info?.chanInfo?.value],
      ["ann", { name: "Ann" }, { role: "host" }],
    );
  });

  it("may do in a channel what its subscription token allows, as long as it is subscribed", async () => {
    const { enter, token } = setUp({}, { a: { publish: "token" } });
    const { client } = await enter({ user: "ann" });
    assert.equal(await codeOf(client.request({ subscribe: { channel: "a" } })), 103);
    const given = await token({ user: "ann", channel: "a", claims: { allow: ["pub"] } });
    assert.equal(await codeOf(client.request({ subscribe: { channel: "a", token: given } })), 0);
    assert.equal(await codeOf(client.request(publish("a"))), 0);
    await client.request({ unsubscribe: { channel: "a" } });
    assert.equal(await codeOf(client.request(publish("a"))), 103);
  });

  it("expires after its grace unless it is refreshed; a new token brings new capabilities", async () => {
    const { enter, token, advance } = setUp({}, { a: { subscribe: "allow", publish: "token" } });
    const { client, reply } = await enter({ user: "ann", expiresInMs: 60_000 });
    assert.deepEqual([reply.connect?.expires, reply.connect?.ttl], [true, 60]);
    assert.equal(await codeOf(client.request(publish("a"))), 103);
    const answerPings = async (byMs: number): Promise<void> => {
      for (let passed = 0; passed < byMs; passed += 5000) {
        await advance(Math.min(5000, byMs - passed));
        client.send({});
      }
    };
    await answerPings(60_000);
    const caps = [{ channels: ["a"], allow: ["pub"] }];
    const renewed = await token({ user: "ann", expiresInMs: 60_000, claims: { caps } });
    assert.equal((await client.request({ refresh: { token: renewed } })).refresh?.ttl, 60);
    assert.equal(await codeOf(client.request(publish("a"))), 0);
    await answerPings(84_999);
    assert.equal(endOf(client), undefined);
    await advance(1);
    assert.equal(endOf(client), 3005);
  });

  it("keeps of its subscriptions what its newer token still allows, and is told what it does not", async () => {
    const channels: Record<string, ChannelOptions> = {
      "room:{id}": {},
      open: { subscribe: "allow" },
      asked: { subscribe: ({ identity, data }) => identity.claims.level === "high" || data?.value === "free" },
      faulty: {
        subscribe: ({ identity }) => {
          if (identity.claims.level === "low") throw new Error("no database");
          return true;
        },
      },
    };
    const { enter, token } = setUp({}, channels);
    const caps = (...names: string[]): unknown => [{ channels: names, allow: ["sub"] }];
    const claims = { level: "high", channels: ["room:own", "room:kept"], caps: caps("room:1", "room:2") };
    const { client } = await enter({ user: "ann", claims });
    const given = await token({ user: "ann", channel: "room:granted" });
    const requests = [
      { channel: "room:1" },
      { channel: "room:2" },
      { channel: "room:granted", token: given },
      { channel: "open" },
      { channel: "asked" },
      { channel: "faulty" },
    ];
    for (const subscribe of requests) assert.equal(await codeOf(client.request({ subscribe })), 0);
    const less = { level: "low", channels: ["room:kept"], caps: caps("room:2") };
    const renewed = await token({ user: "ann", claims: less });
    assert.equal(await codeOf(client.request({ refresh: { token: renewed } })), 0);
    await turns();
    assert.deepEqual(
      client.pushes.map(({ channel, unsubscribe }) => `${channel} ${unsubscribe?.code} ${unsubscribe?.reason}`).sort(),
      [
        "asked 2000 permission denied",
        "faulty 2500 insufficient state",
        "room:1 2000 permission denied",
        "room:own 2000 permission denied",
      ],
    );
    const free = { channel: "asked", data: Payload.fromValue("free") };
    assert.equal(await codeOf(client.request({ subscribe: free })), 0);
    assert.equal(await codeOf(client.request({ refresh: { token: renewed } })), 0);
    await turns();
    assert.equal(client.pushes.length, 4);
  });

  it("with a token of ninety days does not expire early", async () => {
    const { enter, advance } = setUp({});
    const { client, reply } = await enter({ user: "ann", expiresInMs: 90 * 86_400_000 });
    assert.equal(reply.connect?.ttl, 90 * 86_400);
    await advance(10_000);
    assert.equal(client.ended, undefined);
  });

  it("may have another subscription than the channel declares", async () => {
    const { enter, token } = setUp({}, { a: { history: {}, presence: true } });
    const { client } = await enter({ user: "ann" });
    const override = { presence: { value: false }, force_recovery: { value: true } };
    const given = await token({ user: "ann", channel: "a", claims: { override, allow: ["prs"] } });
    const { subscribe } = await client.request({ subscribe: { channel: "a", token: given } });
    assert.equal(subscribe?.recoverable, true);
    const { presence } = await client.request({ presence: { channel: "a" } });
    assert.equal(presence?.presence?.size ?? 0, 0);
  });
});

describe("a revocation", () => {
  it("is kept in the store: a hub that starts later knows it, also of who was let in before it did", async () => {
    const { clock, advance } = createHubClock();
    const revocations = new MemoryRevocationStore(clock);
    const start = (store: RevocationStore) => {
      const auth = createAuth({ token: { hmacSecret: secret } }, { clock });
      return createTestHub({ ...auth, channels: {}, revocations: store });
    };
    const old = await issueToken({ user: "ann" }, { secret }, clock.wallTime());
    advance(2000);
    await start(revocations).hub.revoke("ann", { beforeMs: clock.wallTime() });
    const later = start(revocations);
    await later.hub.ready;
    assert.equal(await codeOf(later.open().request({ connect: { token: old } })), 109);
    const young = await issueToken({ user: "ann" }, { secret }, clock.wallTime() + 1000);
    assert.equal(await codeOf(later.open().request({ connect: { token: young } })), 0);

    let answer: (list: readonly Revocation[]) => void = () => undefined;
    const slow = new MemoryRevocationStore(clock);
    slow.list = () => new Promise((resolve) => (answer = resolve));
    const early = start(slow);
    await turns();
    const client = early.open();
    assert.equal(await codeOf(client.request({ connect: { token: old } })), 0);
    answer(await revocations.list());
    await early.hub.ready;
    assert.equal(endOf(client), 3014);
  });

  it("ends the user's connections at once, and lets nobody in with an older token", async () => {
    const { hub, enter, open, token, advance } = setUp({}, { a: { subscribe: "allow" } });
    const old = await token({ user: "ann" });
    const { client } = await enter({ user: "ann" });
    const { client: bob } = await enter({ user: "bob" });
    await client.request({ subscribe: { channel: "a" } });
    await advance(1000);
    await hub.revoke("ann");
    await hub.publish("a", "secret");
    await turns();
    assert.equal(client.ended?.code, 3014);
    assert.deepEqual([client.publications("a"), bob.ended], [[], undefined]);
    assert.equal(await codeOf(open().request({ connect: { token: old } })), 109);
    const again = await enter({ user: "ann" });
    assert.equal(again.reply.error, undefined);
  });

  it("holds for a connection that the application is still being asked about", async () => {
    let letIn = (): void => undefined;
    let asked = (): void => undefined;
    const isAsked = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const connect = async (): Promise<undefined> => {
      asked();
      await new Promise<void>((resolve) => {
        letIn = resolve;
      });
    };
    const { hub, open, token, advance } = setUp({}, {}, { connect });
    const reply = open().request({ connect: { token: await token({ user: "ann" }) } });
    await isAsked;
    await advance(1000);
    await hub.revoke("ann");
    letIn();
    assert.equal(await codeOf(reply), 109);
  });

  it("of one session ends that one: the hub's own, or one that its token names", async () => {
    const { hub, enter, advance } = setUp({});
    const own = await enter({ user: "ann" });
    const named = await enter({ user: "ann", claims: { sid: "s1" } });
    const other = await enter({ user: "ann", claims: { sid: "s2" } });
    await advance(1000);
    await hub.revoke("ann", { session: "s1" });
    await hub.revoke("ann", { session: own.reply.connect?.session });
    await turns();
    assert.deepEqual(
      [own, named, other].map(({ client }) => client.ended?.code),
      [3014, 3014, undefined],
    );
  });

  it("also holds where a token was issued before it and used after it", async () => {
    const { hub, enter, advance } = setUp({});
    const { client } = await enter({ user: "ann" });
    await advance(1000);
    // From before the connection was made, but after its token was.
    await hub.revoke("ann", { beforeMs: Date.UTC(2026, 0, 1) + 1 });
    await turns();
    assert.equal(client.ended?.code, 3014);
  });
});

describe("a configuration", () => {
  const namespaces = [
    { name: "chat", allow_subscribe_for_client: true, allow_publish_for_subscriber: true },
    { name: "log", history_size: 5, history_ttl: "5m", force_recovery: true, allow_subscribe_for_client: true },
    { name: "map", subscription_type: "map", allow_subscribe_for_client: true },
    {
      name: "who",
      presence: true,
      join_leave: true,
      allow_presence_for_subscriber: true,
      allow_subscribe_for_client: true,
    },
    { name: "shy", presence: true, join_leave: true, allow_subscribe_for_client: true },
  ];

  it("says what clients may do", async () => {
    const { enter } = setUp({ channel: { namespaces } });
    const { client } = await enter({ user: "ann" });
    assert.equal(await codeOf(client.request(publish("chat:1:2"))), 103);
    assert.equal(await codeOf(client.request({ subscribe: { channel: "chat:1:2" } })), 0);
    assert.equal(await codeOf(client.request(publish("chat:1:2"))), 0);
    assert.equal((await client.request({ subscribe: { channel: "log:1" } })).subscribe?.recoverable, true);
    assert.equal(await codeOf(client.request({ history: { channel: "log:1" } })), 103);
    assert.equal(await codeOf(client.request({ subscribe: { channel: "map:1" } })), 108);
    assert.equal(await codeOf(client.request({ subscribe: { channel: "none:1" } })), 102);
    assert.equal(await codeOf(client.request({ subscribe: { channel: "plain" } })), 103);
    assert.equal(await codeOf(client.request({ subscribe: { channel: "$chat:1" } })), 103);
  });

  it("tells joins to those that ask for them and may know", async () => {
    const { enter } = setUp({ channel: { namespaces } });
    const asks = (await enter({ user: "a" })).client;
    const doesNot = (await enter({ user: "b" })).client;
    for (const channel of ["who:1", "shy:1"]) {
      await asks.request({ subscribe: { channel, joinLeave: true } });
      await doesNot.request({ subscribe: { channel } });
    }
    await turns();
    const joins = ({ pushes }: ProtocolClient) =>
      pushes.flatMap(({ channel, join }) => (join === undefined ? [] : `${channel} ${join.info?.user}`));
    assert.deepEqual(joins(asks).at(-1), "who:1 b");
    assert.ok(joins(asks).every((join) => join.startsWith("who:1")));
    assert.deepEqual(joins(doesNot), []);
  });

  it("that is insecure lets everybody in, without expiry", async () => {
    const { open, enter } = setUp({
      client: { insecure: true, token: { hmac_secret_key: secret } },
      channel: { namespaces },
    });
    const client = open();
    assert.equal((await client.request({ connect: {} })).error, undefined);
    assert.equal(await codeOf(client.request({ subscribe: { channel: "plain" } })), 0);
    assert.equal(await codeOf(client.request(publish("plain"))), 0);
    assert.equal(await codeOf(client.request({ subscribe: { channel: "map:1" } })), 108);
    const { reply } = await enter({ user: "ann", expiresInMs: 1000 });
    assert.deepEqual([reply.connect?.expires, reply.connect?.ttl], [undefined, undefined]);
  });
});

it("no reply and no close holds a token or a secret", async () => {
  const canary = "CANARY-OF-A-TOKEN";
  const { open, token, problems } = setUp({}, { a: {} });
  const own = await token({ user: "ann", claims: { mine: canary } });
  const bad = [canary, `${canary}.${canary}.`, await token({ user: canary, claims: { channels: canary } })];
  const written: unknown[] = [];
  for (const given of bad) {
    const client = open();
    const end = new Promise((resolve) => client.connection.on("close", resolve));
    client.send({ id: 1, connect: { token: given } });
    await end;
    written.push(client.pushes, client.ended);
    assert.equal(client.ended?.code, 3500);
  }
  const client = open();
  written.push(await client.request({ connect: { token: own } }));
  for (const given of [...bad, own]) {
    const reply = await client.request({ subscribe: { channel: "a", token: given } });
    assert.equal(reply.error?.code, 103);
    written.push(reply);
  }
  const text = JSON.stringify([written, problems.map(({ where, error }) => [where, String(error)])]);
  for (const hidden of [...bad, own, canary, secret]) assert.equal(text.includes(hidden), false);
});
