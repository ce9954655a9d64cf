/** The official `centrifuge` client with tokens: how it takes what the hub says of them, as its own code decides. */
import assert from "node:assert/strict";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import { createAuth, createHub, type Hub, hubSubprotocols, issueToken, parseConfig } from "@longwire/hub";
import { until } from "@longwire/testkit";
import { WebSocketServer } from "@longwire/websocket";
import { Centrifuge, type Options, type Subscription } from "centrifuge";

const secret = "a secret of thirty-two characters";
const config = {
  client: { token: { hmac_secret_key: secret } },
  channel: {
    namespaces: [
      { name: "open", allow_subscribe_for_client: true, allow_publish_for_subscriber: true },
      { name: "log", history_size: 10, history_ttl: "300s", force_recovery: true },
      { name: "keyed", subscription_type: "map", allow_subscribe_for_client: true },
    ],
  },
};

function token(user: string, expiresInMs?: number, channel?: string): Promise<string> {
  return issueToken({ user, expiresInMs, channel }, { secret }, Date.now());
}

async function start(t: TestContext): Promise<{ readonly hub: Hub; connect(options: Partial<Options>): Centrifuge }> {
  const { authentication, channels, resolver, origins } = parseConfig(config);
  const hub = createHub({ channels, channelResolver: resolver, ...createAuth(authentication) });
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1", subprotocols: hubSubprotocols, origin: origins });
  hub.attach(server);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // it listens on a port
  const clients: Centrifuge[] = [];
  t.after(async () => {
    for (const client of clients) client.disconnect();
    await hub.close();
    await server.close();
  });
  const connect = (options: Partial<Options>): Centrifuge => {
    const client = new Centrifuge(`ws://127.0.0.1:${port}/`, {
      minReconnectDelay: 10,
      maxReconnectDelay: 50,
      ...options,
    });
    clients.push(client);
    client.connect();
    return client;
  };
  return { hub, connect };
}

/** The code with which a subscription or a connection is given up. */
function givenUp(of: Centrifuge | Subscription): Promise<number> {
  return new Promise((resolve) => {
    if (of instanceof Centrifuge) of.on("disconnected", ({ code }) => resolve(code));
    else of.on("unsubscribed", ({ code }) => resolve(code));
  });
}

test("an expired token is exchanged for a new one, and the connection is made", async (t) => {
  const { connect } = await start(t);
  let asked = 0;
  const getToken = async (): Promise<string> => {
    asked += 1;
    return token("ann");
  };
  const client = connect({ token: await token("ann", -60_000), getToken });
  await client.ready(5000);
  assert.equal(asked, 1);
});

test("a token that runs out is refreshed in the connection", async (t) => {
  const { connect } = await start(t);
  let asked = 0;
  let connections = 0;
  const getToken = async (): Promise<string> => {
    asked += 1;
    return token("ann", 3_600_000);
  };
  const client = connect({ token: await token("ann", 1000), getToken });
  client.on("connected", () => {
    connections += 1;
  });
  await client.ready(5000);
  await until(() => asked === 1);
  await client.rpc("none", null).catch(() => undefined);
  assert.deepEqual([client.state, connections], ["connected", 1]);
});

test("a token that is none ends it", async (t) => {
  const { connect } = await start(t);
  assert.equal(await givenUp(connect({ token: "none" })), 3500);
});

test("without a token nobody is let in", async (t) => {
  const { connect } = await start(t);
  assert.equal(await givenUp(connect({})), 101);
});

test("subscription tokens open channels, and recovery works with them", async (t) => {
  const { hub, connect } = await start(t);
  const client = connect({ token: await token("ann") });
  const subscription = client.newSubscription("log:1", { getToken: () => token("ann", 3_600_000, "log:1") });
  const got: unknown[] = [];
  subscription.on("publication", ({ data }) => got.push(data));
  subscription.subscribe();
  await subscription.ready(5000);
  await hub.publish("log:1", 1);
  await until(() => got.length === 1);
  await hub.disconnect("ann", { code: 3011, reason: "again" });
  await hub.publish("log:1", 2);
  await until(() => got.length === 2);
  assert.deepEqual(got, [1, 2]);
});

test("denials are told by channel, and leave the connection alone", async (t) => {
  const { connect } = await start(t);
  const client = connect({ token: await token("ann") });
  const codes: number[] = [];
  for (const [channel, getToken] of [
    ["log:1", undefined],
    ["log:2", () => token("bob", undefined, "log:2")],
    ["keyed:1", undefined],
    ["none:1", undefined],
  ] as const) {
    const subscription = client.newSubscription(channel, getToken === undefined ? {} : { getToken });
    const end = givenUp(subscription);
    subscription.subscribe();
    codes.push(await end);
  }
  assert.deepEqual(codes, [103, 103, 108, 102]);
  assert.equal(client.state, "connected");
});

test("after a revocation it comes back with a new token, and not with the old one", async (t) => {
  const { hub, connect } = await start(t);
  let asked = 0;
  const getToken = async (): Promise<string> => {
    asked += 1;
    return token("ann");
  };
  const client = connect({ token: await token("ann"), getToken });
  const subscription = client.newSubscription("open:1");
  subscription.subscribe();
  await subscription.ready(5000);
  await hub.revoke("ann");
  await until(() => asked >= 1);
  await client.ready(5000);
  await subscription.ready(5000);
  assert.ok(asked >= 1);
});
