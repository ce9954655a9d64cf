/** The official `centrifuge` client, unchanged, in JSON and in Protobuf, against the hub over our own server. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { until } from "@longwire/testkit";
import { Centrifuge, type Options, type PublicationContext, type Subscription } from "centrifuge";
import { Centrifuge as ProtobufCentrifuge } from "centrifuge/build/protobuf";
import { type HubServer, startHubServer } from "./hub-server.ts";

const options: Partial<Options> = { minReconnectDelay: 10, maxReconnectDelay: 50, token: "ann" };

interface Encoding {
  readonly name: string;
  /** A client of the encoding. */
  create(url: string, more?: Partial<Options>): Centrifuge;
  /** What is sent for a value, and back. */
  encode(value: unknown): unknown;
  decode(data: unknown): unknown;
}

const encodings: readonly Encoding[] = [
  {
    name: "JSON",
    create: (url, more) => new Centrifuge(url, { ...options, ...more }),
    encode: (value) => value,
    decode: (data) => data,
  },
  {
    name: "Protobuf",
    create: (url, more) => new ProtobufCentrifuge(url, { ...options, ...more }) as unknown as Centrifuge,
    encode: (value) => new TextEncoder().encode(JSON.stringify(value)),
    decode: (data) => JSON.parse(new TextDecoder().decode(data as Uint8Array)),
  },
];

for (const { name, create, encode, decode } of encodings) {
  describe(`the official SDK over ${name}`, () => {
    let server: HubServer;
    let id = 0;
    const clients: Centrifuge[] = [];
    const connect = async (more?: Partial<Options>): Promise<Centrifuge> => {
      const client = create(server.url, more);
      clients.push(client);
      client.connect();
      await client.ready(5000);
      return client;
    };
    const fresh = (family: string): string => {
      id += 1;
      return `${family}:${id}`;
    };
    const collect = (subscription: Subscription): unknown[] => {
      const got: unknown[] = [];
      subscription.on("publication", ({ data }: PublicationContext) => got.push(decode(data)));
      return got;
    };

    before(async () => {
      server = await startHubServer();
    });
    after(async () => {
      for (const client of clients) client.disconnect();
      await server.close();
    });

    it("connects with data, and is answered with data", async () => {
      const client = create(server.url, { data: encode({ hello: 1 }) });
      clients.push(client);
      const connected = new Promise<unknown>((resolve) => client.on("connected", ({ data }) => resolve(decode(data))));
      client.connect();
      assert.deepEqual(await connected, { welcome: { hello: 1 } });
    });

    it("subscribes, publishes and gets its own publication with who published it", async () => {
      const client = await connect();
      const subscription = client.newSubscription(fresh("plain"));
      const publication = new Promise<PublicationContext>((resolve) => subscription.on("publication", resolve));
      subscription.subscribe();
      await subscription.ready(5000);
      await subscription.publish(encode({ text: "hi" }));
      const { data, info } = await publication;
      assert.deepEqual(decode(data), { text: "hi" });
      assert.equal(info?.user, "ann");
    });

    it("calls, and is told errors with their code", async () => {
      const client = await connect();
      assert.deepEqual(decode((await client.rpc("echo", encode([1, 2]))).data), [1, 2]);
      await assert.rejects(client.rpc("nothing", encode(1)), { code: 404, message: "no such method" });
    });

    it("sends what is not answered", async () => {
      const client = await connect();
      await client.send(encode({ name }));
      await until("what was sent has come", () =>
        server.sent.some((value) => JSON.stringify(value) === JSON.stringify({ name })),
      );
    });

    it("is refused a channel that it may not have, and one that does not exist", async () => {
      const client = await connect();
      for (const [channel, code] of [
        ["secret", 103],
        ["nowhere", 102],
      ] as const) {
        const subscription = client.newSubscription(channel);
        const ended = new Promise<{ code: number }>((resolve) => subscription.on("unsubscribed", resolve));
        subscription.subscribe();
        assert.equal((await ended).code, code);
      }
    });

    it("asks who is there and how many, and is told who comes and goes", async () => {
      const channel = fresh("log");
      const ann = await connect();
      const subscription = ann.newSubscription(channel, { joinLeave: true });
      const seen: string[] = [];
      subscription.on("join", ({ info }) => seen.push(`join ${info.user}`));
      subscription.on("leave", ({ info }) => seen.push(`leave ${info.user}`));
      subscription.subscribe();
      await subscription.ready(5000);
      const bob = await connect({ token: "bob" });
      const other = bob.newSubscription(channel);
      other.subscribe();
      await other.ready(5000);
      const { clients: there } = await subscription.presence();
      assert.deepEqual(
        Object.values(there)
          .map(({ user }) => user)
          .sort(),
        ["ann", "bob"],
      );
      assert.deepEqual(await subscription.presenceStats(), { numClients: 2, numUsers: 2 });
      other.unsubscribe();
      await until("bob has left", () => seen.includes("leave bob"));
      assert.deepEqual(seen, ["join ann", "join bob", "leave bob"]);
    });

    it("reads history forwards, backwards and from a position", async () => {
      const channel = fresh("log");
      for (let n = 1; n <= 5; n += 1) await server.hub.publish(channel, n);
      const client = await connect();
      const subscription = client.newSubscription(channel);
      subscription.subscribe();
      await subscription.ready(5000);
      const values = async (limit: number, more = {}): Promise<unknown[]> =>
        (await subscription.history({ limit, ...more })).publications.map(({ data }) => decode(data));
      assert.deepEqual(await values(10), [1, 2, 3, 4, 5]);
      assert.deepEqual(await values(2, { reverse: true }), [5, 4]);
      const { epoch, offset } = await subscription.history({ limit: 0 });
      assert.equal(offset, 5);
      assert.deepEqual(await values(10, { since: { offset: 3, epoch } }), [4, 5]);
      await assert.rejects(values(10, { since: { offset: 3, epoch: "other" } }), { code: 112 });
    });

    it("recovers what was published while it was cut off, once and in order", async () => {
      const channel = fresh("log");
      const client = await connect();
      const subscription = client.newSubscription(channel);
      const got = collect(subscription);
      const recovered: boolean[] = [];
      subscription.on("subscribed", (context) => recovered.push(context.recovered));
      subscription.subscribe();
      await subscription.ready(5000);
      await server.hub.publish(channel, 1);
      await until("the first has come", () => got.length === 1);
      for (let round = 0; round < 5; round += 1) {
        server.cut();
        await Promise.all([2, 3, 4].map((n) => server.hub.publish(channel, round * 3 + n)));
        await until(`round ${round} has come`, () => got.length >= 4 + round * 3);
      }
      assert.deepEqual(
        got,
        Array.from({ length: 16 }, (_, i) => i + 1),
      );
      assert.deepEqual(recovered, [false, true, true, true, true, true]);
    });

    it("is told that it missed what the log does not hold any more", async () => {
      const channel = fresh("log");
      const client = await connect();
      const subscription = client.newSubscription(channel);
      const contexts: { wasRecovering: boolean; recovered: boolean }[] = [];
      subscription.on("subscribed", (context) => contexts.push(context));
      subscription.subscribe();
      await subscription.ready(5000);
      client.disconnect();
      for (let n = 0; n < 101; n += 1) await server.hub.publish(channel, n);
      client.connect();
      await until("it has subscribed again", () => contexts.length === 2);
      assert.deepEqual([contexts[1]?.wasRecovering, contexts[1]?.recovered], [true, false]);
    });

    it("gets the newest entry of a cache when it comes", async () => {
      const channel = fresh("latest");
      for (const n of [1, 2, 3]) await server.hub.publish(channel, n);
      const client = await connect();
      const subscription = client.newSubscription(channel, { since: { offset: 0, epoch: "" } });
      const got = collect(subscription);
      subscription.subscribe();
      await until("the newest has come", () => got.length === 1);
      assert.deepEqual(got, [3]);
    });

    it("takes differences instead of whole publications", async () => {
      const channel = fresh("delta");
      const client = await connect();
      const subscription = client.newSubscription(channel, { delta: "fossil" });
      const got = collect(subscription);
      subscription.subscribe();
      await subscription.ready(5000);
      const long = { text: "Ä€😀 and much text that stays the same. ".repeat(20), n: 0 };
      const values = [0, 1, 2, 3].map((n) => ({ ...long, n }));
      for (const value of values) await server.hub.publish(channel, value);
      await until("all have come", () => got.length === 4);
      server.cut();
      await server.hub.publish(channel, { ...long, n: 4 });
      await until("the recovered has come", () => got.length === 5);
      await server.hub.publish(channel, { ...long, n: 5 });
      await until("the last has come", () => got.length === 6);
      assert.deepEqual(got, [...values, { ...long, n: 4 }, { ...long, n: 5 }]);
      const { numDeltaPayloads, bytesReceived, bytesDecoded } = subscription.deltaStats();
      assert.equal(numDeltaPayloads, 4);
      assert.ok(bytesReceived < bytesDecoded / 2);
    });

    it("gets only publications with the tags that it asked for, also when it recovers", async () => {
      const channel = fresh("tags");
      const client = await connect();
      const subscription = client.newSubscription(channel, { tagsFilter: { key: "team", cmp: "eq", val: "red" } });
      const got = collect(subscription);
      subscription.subscribe();
      await subscription.ready(5000);
      const publish = (n: number): Promise<unknown> =>
        server.hub.publish(channel, n, { tags: { team: n % 2 === 0 ? "red" : "blue" } });
      for (const n of [1, 2, 3, 4]) await publish(n);
      await until("the live ones have come", () => got.length === 2);
      server.cut();
      for (const n of [5, 6, 7, 8]) await publish(n);
      await until("the recovered ones have come", () => got.length === 4);
      assert.deepEqual(got, [2, 4, 6, 8]);
    });

    it("unsubscribes, and gets nothing more; subscribes again and does", async () => {
      const channel = fresh("plain");
      const client = await connect();
      const subscription = client.newSubscription(channel);
      const got = collect(subscription);
      subscription.subscribe();
      await subscription.ready(5000);
      subscription.unsubscribe();
      await client.rpc("echo", encode(0));
      await server.hub.publish(channel, "unheard");
      subscription.subscribe();
      await subscription.ready(5000);
      await server.hub.publish(channel, "heard");
      await until("it has come", () => got.length === 1);
      assert.deepEqual(got, ["heard"]);
    });

    it("is unsubscribed and disconnected by the server", async () => {
      const channel = fresh("plain");
      const client = await connect({ token: `victim-${name}` });
      const subscription = client.newSubscription(channel);
      subscription.subscribe();
      await subscription.ready(5000);
      const ended = new Promise<{ code: number }>((resolve) => subscription.on("unsubscribed", resolve));
      await server.hub.unsubscribe(`victim-${name}`, channel);
      assert.equal((await ended).code, 2000);
      const gone = new Promise<{ code: number }>((resolve) => client.on("disconnected", resolve));
      await server.hub.disconnect(`victim-${name}`);
      assert.equal((await gone).code, 3503);
    });

    it("gets what the server subscribed it to, and recovers it after a cut", async () => {
      const channel = fresh("mine");
      const own = await startHubServer({ serverChannels: [channel] });
      const client = create(own.url);
      const got: unknown[] = [];
      const recovered: boolean[] = [];
      client.on("publication", ({ data }) => got.push(decode(data)));
      client.on("subscribed", (context) => recovered.push(context.recovered));
      client.connect();
      await client.ready(5000);
      await own.hub.publish(channel, 1);
      await until("the first has come", () => got.length === 1);
      own.cut();
      await own.hub.publish(channel, 2);
      await until("the missed one has come", () => got.length === 2);
      await own.hub.publish(channel, 3);
      await until("the next has come", () => got.length === 3);
      client.disconnect();
      await own.close();
      assert.deepEqual(
        [got, recovered],
        [
          [1, 2, 3],
          [false, true],
        ],
      );
    });

    it("comes back after a drain", async () => {
      const own = await startHubServer();
      const client = create(own.url);
      const codes: number[] = [];
      client.on("connecting", ({ code }) => codes.push(code));
      client.connect();
      await client.ready(5000);
      await own.hub.close({ drainMs: 0 });
      await until("it was sent away", () => codes.includes(3001));
      assert.equal(client.state, "connecting");
      client.disconnect();
      await own.close();
    });
  });
}
