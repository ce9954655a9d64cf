/** Tokens as the official `centrifuge` client deals with them, unchanged, in JSON and in Protobuf. */
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { createAuth, issueToken, type TokenContent } from "@longwire/hub";
import { until } from "@longwire/testkit";
import { Centrifuge, type Options } from "centrifuge";
import { Centrifuge as ProtobufCentrifuge } from "centrifuge/build/protobuf";
import { type HubServer, startHubServer } from "./hub-server.ts";

const secret = "a secret of thirty-two characters";
const token = (content: TokenContent, now = Date.now()): Promise<string> => issueToken(content, { secret }, now);
/** The shortest life that the protocol can tell a client: it counts whole seconds, so these waits are real. */
const brief = 1000;
const limitMs = 10_000;

for (const [name, Client] of [
  ["JSON", Centrifuge],
  ["Protobuf", ProtobufCentrifuge as unknown as typeof Centrifuge],
] as const) {
  describe(`the official SDK with tokens over ${name}`, () => {
    let server: HubServer;
    let client: Centrifuge;
    /** What happened to the connection. */
    let states: string[] = [];
    const create = (options: Partial<Options>): Centrifuge => {
      client = new Client(server.url, { minReconnectDelay: 10, maxReconnectDelay: 100, ...options });
      states = [];
      client.on("connecting", ({ code }) => states.push(`connecting ${code}`));
      client.on("connected", () => states.push("connected"));
      client.on("disconnected", ({ code }) => states.push(`disconnected ${code}`));
      client.connect();
      return client;
    };

    before(async () => {
      server = await startHubServer({ auth: createAuth({ token: { hmacSecret: secret } }) });
    });
    afterEach(() => client.disconnect());
    after(() => server.close());

    it("fetches a token, and a new one before it expires, without losing its connection", async () => {
      let fetched = 0;
      create({
        getToken: () => {
          fetched += 1;
          return token({ user: "ann", expiresInMs: fetched === 1 ? brief : 60_000 });
        },
      });
      await until("the token was refreshed", () => fetched === 2, limitMs);
      // A call after the refresh is answered: the new token was taken.
      assert.ok(await client.rpc("echo", name === "JSON" ? 1 : new TextEncoder().encode("1")));
      assert.deepEqual(states, ["connecting 0", "connected"]);
    });

    it("fetches a new token for one that has expired", async () => {
      let fetched = 0;
      const old = await token({ user: "ann", expiresInMs: 60_000 }, Date.now() - 3_600_000);
      create({
        token: old,
        getToken: () => {
          fetched += 1;
          return token({ user: "ann" });
        },
      });
      await client.ready(limitMs);
      assert.equal(fetched, 1);
    });

    it("stays away with a token that is forged, and without one", async () => {
      create({
        token: await issueToken({ user: "ann" }, { secret: "another secret, as long as the first" }, Date.now()),
      });
      await until("it has ended", () => states.includes("disconnected 3500"), limitMs);
      create({});
      await until("it has ended", () => states.includes("disconnected 101"), limitMs);
    });

    it("comes back with a new token when its user was revoked, and recovers", async () => {
      let fetched = 0;
      create({
        getToken: () => {
          fetched += 1;
          return token({ user: "rita" });
        },
      });
      const subscription = client.newSubscription("log:revoked");
      const got: unknown[] = [];
      subscription.on("publication", ({ offset }) => got.push(offset));
      subscription.subscribe();
      await subscription.ready(limitMs);
      await server.hub.publish("log:revoked", 1);
      await until("the first has come", () => got.length === 1, limitMs);
      await server.hub.revoke("rita");
      await server.hub.publish("log:revoked", 2);
      await until("it is back", () => states.filter((state) => state === "connected").length === 2, limitMs);
      assert.ok(states.includes("connecting 3014"));
      assert.ok(fetched >= 2);
      await server.hub.publish("log:revoked", 3);
      await until("the third has come", () => got.includes(3), limitMs);
    });

    it("does not come back when it is given no new token after it was revoked", async () => {
      const only = await token({ user: "paul" });
      create({ token: only, getToken: async () => "" });
      await client.ready(limitMs);
      await server.hub.revoke("paul");
      await until("it has ended", () => states.some((state) => state.startsWith("disconnected")), limitMs);
      assert.equal(client.state, "disconnected");
    });

    it("gets into a channel by a subscription token, renews it there, and not without", async () => {
      create({ token: await token({ user: "ann" }) });
      const refused = client.newSubscription("secret");
      const why = new Promise<number>((resolve) => refused.on("unsubscribed", ({ code }) => resolve(code)));
      refused.subscribe();
      assert.equal(await why, 103);
      client.removeSubscription(refused);

      let fetched = 0;
      const ended: number[] = [];
      const subscription = client.newSubscription("secret", {
        getToken: ({ channel }) => {
          fetched += 1;
          // The first has expired already; the second soon does.
          if (fetched === 1) return token({ user: "ann", channel, expiresInMs: 60_000 }, Date.now() - 3_600_000);
          return token({ user: "ann", channel, expiresInMs: fetched === 2 ? brief : 60_000 });
        },
      });
      subscription.on("unsubscribed", ({ code }) => ended.push(code));
      subscription.subscribe();
      await subscription.ready(limitMs);
      assert.equal(fetched, 2);
      await until("the token was refreshed", () => fetched === 3, limitMs);
      const got = new Promise<unknown>((resolve) => subscription.on("publication", resolve));
      await server.hub.publish("secret", 1);
      await got;
      assert.deepEqual([ended, subscription.state], [[], "subscribed"]);
    });
  });
}
