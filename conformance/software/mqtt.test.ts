/**
 * mqtt.js against the broker aedes, joined by the streams of the `ws` in question: every quality of service, retained
 * messages, wildcards, sessions and wills.
 */
import assert from "node:assert/strict";
import { type EventEmitter, once } from "node:events";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { after, before, describe, test } from "node:test";
import { until } from "@longwire/testkit";
import { openWorkspace } from "./workspace.ts";

interface Socket extends EventEmitter {
  readonly protocol: string;
  terminate(): void;
}

interface Server extends EventEmitter {
  readonly clients: ReadonlySet<Socket>;
  address(): AddressInfo;
  close(): void;
}

interface WsPackage {
  readonly WebSocketServer: new (options: object) => Server;
  createWebSocketStream(socket: Socket): Duplex;
}

interface Broker {
  handle(stream: Duplex, request: unknown): void;
  close(done: () => void): void;
}

interface Client extends EventEmitter {
  publishAsync(topic: string, payload: string | Buffer, options?: object): Promise<unknown>;
  subscribeAsync(topic: string | string[], options?: object): Promise<unknown>;
  endAsync(force?: boolean): Promise<void>;
}

const workspace = await openWorkspace();
const { WebSocketServer, createWebSocketStream } = await workspace.load<WsPackage>("ws");
const { Aedes } = await workspace.load<{ Aedes: { createBroker(): Promise<Broker> } }>("aedes");
const { connectAsync } = await workspace.load<{ connectAsync(url: string, options: object): Promise<Client> }>("mqtt");

test("mqtt.js gets the ws in question", () => workspace.assertUses("mqtt"));

describe("mqtt.js and aedes", { timeout: 20_000 }, () => {
  const clients: Client[] = [];
  let broker: Broker;
  let server: Server;

  const connect = async (options: object = {}): Promise<Client> => {
    const url = `ws://127.0.0.1:${server.address().port}/mqtt`;
    const client = await connectAsync(url, { reconnectPeriod: 5, ...options });
    clients.push(client);
    return client;
  };

  before(async () => {
    broker = await Aedes.createBroker();
    server = new WebSocketServer({ port: 0, host: "127.0.0.1", path: "/mqtt" });
    server.on("connection", (socket: Socket, request) => {
      const stream = createWebSocketStream(socket);
      // A socket that is cut breaks its stream; the broker hears of it by the stream's end.
      stream.on("error", () => {});
      broker.handle(stream, request);
    });
    await once(server, "listening");
  });
  after(async () => {
    await Promise.all(clients.map((client) => client.endAsync(true)));
    await new Promise<void>((resolve) => broker.close(resolve));
    server.close();
  });

  test("the subprotocol is mqtt", async () => {
    await connect();
    assert.deepEqual(
      [...server.clients].map(({ protocol }) => protocol),
      ["mqtt"],
    );
  });

  for (const qos of [0, 1, 2]) {
    test(`200 messages of QoS ${qos} arrive once and in order`, async () => {
      const [publisher, subscriber] = [await connect(), await connect()];
      const received: string[] = [];
      subscriber.on("message", (_topic, payload) => received.push(String(payload)));
      await subscriber.subscribeAsync(`orders/${qos}`, { qos });
      const sent = Array.from({ length: 200 }, (_, i) => `order ${i}`);
      await Promise.all(sent.map((text) => publisher.publishAsync(`orders/${qos}`, text, { qos })));
      await until("all messages", () => received.length >= sent.length);
      assert.deepEqual(received, sent);
    });
  }

  test("who subscribes later gets the retained message", async () => {
    await (await connect()).publishAsync("weather", "sunny", { retain: true, qos: 1 });
    const late = await connect();
    const message = once(late, "message");
    await late.subscribeAsync("weather");
    const [topic, payload, packet] = await message;
    assert.deepEqual([topic, String(payload), packet.retain], ["weather", "sunny", true]);
  });

  test("wildcards match one level and all levels", async () => {
    const [publisher, subscriber] = [await connect(), await connect()];
    const topics: string[] = [];
    subscriber.on("message", (topic) => topics.push(topic));
    await subscriber.subscribeAsync(["home/+/temperature", "garden/#"], { qos: 1 });
    for (const topic of ["home/bath/temperature", "home/bath/light", "garden/tree/leaf", "garden"]) {
      await publisher.publishAsync(topic, "1", { qos: 1 });
    }
    await until("three messages", () => topics.length >= 3);
    assert.deepEqual(topics, ["home/bath/temperature", "garden/tree/leaf", "garden"]);
  });

  test("256 KB of bytes, and the same 20 times in a row", async () => {
    const [publisher, subscriber] = [await connect(), await connect()];
    const payload = Buffer.from(Uint8Array.from({ length: 256 << 10 }, (_, i) => (i * 31 + (i >> 8)) & 255));
    let equal = 0;
    subscriber.on("message", (_topic, received: Buffer) => {
      if (payload.equals(received)) equal += 1;
    });
    await subscriber.subscribeAsync("large", { qos: 1 });
    await Promise.all(Array.from({ length: 20 }, () => publisher.publishAsync("large", payload, { qos: 1 })));
    await until("20 equal payloads", () => equal === 20);
  });

  test("a session keeps what came while its connection was cut, and the will is published", async () => {
    const witness = await connect();
    await witness.subscribeAsync("wills/#", { qos: 1 });
    const before = new Set(server.clients);
    const will = { topic: "wills/reader", payload: "gone", qos: 1 };
    const reader = await connect({ clean: false, clientId: "reader", will, reconnectPeriod: 300 });
    await reader.subscribeAsync("letters", { qos: 1 });
    const [socket] = [...server.clients].filter((client) => !before.has(client));
    const willed = once(witness, "message");
    const letter = once(reader, "message");
    socket?.terminate();
    assert.equal(String((await willed)[1]), "gone");
    await witness.publishAsync("letters", "while you were away", { qos: 1 });
    assert.equal(String((await letter)[1]), "while you were away");
  });
});
