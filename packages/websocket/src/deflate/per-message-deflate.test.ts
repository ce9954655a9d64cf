/** permessage-deflate between our server and our client, and what either does to a peer that is not honest. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, test } from "node:test";
import { SeededRandom, until } from "@longwire/testkit";
import { WebSocketServer } from "../server/web-socket-server.ts";
import { PreparedMessage } from "../socket/prepared-message.ts";
import { WebSocket } from "../socket/web-socket.ts";
import { describeOn, type ServerPath, serverPaths } from "../testing/server-paths.ts";
import type { PerMessageDeflateOptions } from "./deflate-options.ts";

const KIB = 1024;
type Option = boolean | PerMessageDeflateOptions;

interface Pair extends AsyncDisposable {
  readonly server: WebSocketServer;
  readonly served: WebSocket;
  readonly client: WebSocket;
  /** Frames that the client received, by their first bytes. */
  readonly received: number[];
}

async function connectOn(path: ServerPath, server: Option, client: Option, limits = {}): Promise<Pair> {
  const ends: (() => unknown)[] = [];
  const after = (end: unknown): unknown => ends.push(end as () => unknown);
  const { server: listener, port } = await path.start({ after }, { perMessageDeflate: server, limits });
  const accepted = once(listener, "connection") as Promise<[WebSocket]>;
  const received: number[] = [];
  const socket = new WebSocket(path.url(port), [], {
    ...path.clientOptions,
    perMessageDeflate: client,
    tap: {
      onReceived: (bytes) => received.push(bytes[0] as number),
      onSent: () => undefined,
    },
  });
  const [[served]] = await Promise.all([accepted, once(socket, "open")]);
  return {
    server: listener,
    served,
    client: socket,
    received,
    [Symbol.asyncDispose]: async () => {
      socket.terminate();
      for (const end of ends) await end();
    },
  };
}

function json(bytes: number): string {
  let text = "";
  for (let i = 0; text.length < bytes; i += 1) text += JSON.stringify({ id: i, name: `user-${i * 7919}`, ok: true });
  return text.slice(0, bytes);
}

/** Sends everything from `from` to `to`, which must get the same in order. */
async function exchange(from: WebSocket, to: WebSocket, messages: readonly (string | Buffer)[]): Promise<void> {
  const got: (string | Buffer)[] = [];
  const all = new Promise<void>((resolve) => {
    to.on("message", (data) => {
      got.push(data as string | Buffer);
      if (got.length === messages.length) resolve();
    });
  });
  for (const message of messages) from.send(message);
  await all;
  assert.deepEqual(got, messages);
}

const agreements: readonly (readonly [server: Option, client: Option, answer: string])[] = [
  [false, true, ""],
  [true, false, ""],
  [true, true, "permessage-deflate; server_no_context_takeover; client_no_context_takeover"],
  [
    { serverNoContextTakeover: false, clientNoContextTakeover: false },
    { serverNoContextTakeover: false, clientNoContextTakeover: false },
    "permessage-deflate",
  ],
  [
    { serverMaxWindowBits: 9, clientMaxWindowBits: 8 },
    { serverMaxWindowBits: 11, clientMaxWindowBits: 10 },
    "permessage-deflate; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=9; client_max_window_bits=8",
  ],
  [
    {
      serverNoContextTakeover: false,
      clientNoContextTakeover: false,
      serverMaxWindowBits: 8,
      clientMaxWindowBits: 8,
      threshold: 0,
    },
    { serverNoContextTakeover: false, clientNoContextTakeover: false, threshold: 0 },
    "permessage-deflate; server_max_window_bits=8; client_max_window_bits=8",
  ],
  [
    { threshold: 0, level: 9, memLevel: 9 },
    { threshold: 0, level: 1, memLevel: 1 },
    "permessage-deflate; server_no_context_takeover; client_no_context_takeover",
  ],
];

describeOn(serverPaths, "permessage-deflate", { timeout: 30_000 }, (path) => {
  const connect = (...args: [server: Option, client: Option, limits?: object]): Promise<Pair> =>
    connectOn(path, ...args);

  describe("agreements", () => {
    for (const [server, client, answer] of agreements) {
      test(`${JSON.stringify(server)} and ${JSON.stringify(client)}`, async () => {
        await using pair = await connect(server, client);
        assert.deepEqual([pair.client.extensions, pair.served.extensions], [answer, answer]);
        const random = new SeededRandom(7692);
        const noise = Buffer.from(random.bytes(40 * KIB));
        const messages = [
          "",
          "a",
          json(KIB),
          json(KIB),
          noise,
          json(200 * KIB),
          json(50),
          Buffer.alloc(0),
          json(33 * KIB),
        ];
        await exchange(pair.client, pair.served, messages);
        await exchange(pair.served, pair.client, messages);
      });
    }
  });

  test("edge 64: large and small messages, Close behind them: all arrive, in order, then the close", async () => {
    await using pair = await connect(true, true);
    const got: number[] = [];
    pair.client.on("message", (data) => got.push((data as string).length));
    const sizes = [100 * KIB, 10, 2000, 40 * KIB, 1, 90 * KIB];
    for (const size of sizes) pair.served.send(json(size));
    pair.served.close(1000, "done");
    assert.deepEqual([(await pair.client.closed).code, got], [1000, sizes]);
    assert.equal((await pair.served.closed).wasClean, true);
  });

  test("edge 61: a message in fragments: RSV1 on the first only, each fragment can be decompressed as it comes", async () => {
    await using pair = await connect({ threshold: 10 }, true);
    const parts = [json(500), "", json(40 * KIB), json(5), ""];
    const message = once(pair.client, "message");
    for (const [i, part] of parts.entries()) {
      pair.served.send(part, { fin: i === parts.length - 1 });
      await until("the fragment is there", () => pair.received.length > i);
    }
    assert.equal((await message)[0], parts.join(""));
    assert.deepEqual(pair.received, [0x41, 0x00, 0x00, 0x00, 0x80]);
  });

  test("what is short, what is asked to be left alone, and what does not get smaller is sent as it is", async () => {
    await using pair = await connect(true, true);
    const noise = Buffer.from(new SeededRandom(1).bytes(4 * KIB));
    const sends: [string | Buffer, { compress?: boolean }][] = [
      [json(1023), {}],
      [json(1024), {}],
      [json(2000), { compress: false }],
      [noise, {}],
    ];
    for (const [data, options] of sends) {
      const message = once(pair.client, "message");
      pair.served.send(data, options);
      await message;
    }
    assert.deepEqual(pair.received, [0x81, 0xc1, 0x81, 0x82]);
  });

  test("a prepared message is compressed once for all with the same window, and for nobody else", async () => {
    await using one = await connect({ serverMaxWindowBits: 12 }, true);
    await using two = await connect({ serverMaxWindowBits: 9 }, true);
    await using plain = await connect(false, true);
    await using takeover = await connect({ serverNoContextTakeover: false }, { serverNoContextTakeover: false });
    const message = new PreparedMessage(json(3000));
    const pairs = [one, two, plain, takeover];
    const arrivals = pairs.map(({ client }) => once(client, "message"));
    for (const { served } of pairs) served.send(message);
    for (const arrival of arrivals) assert.equal((await arrival)[0], json(3000));
    assert.deepEqual(
      pairs.map(({ received }) => received[0]),
      [0xc1, 0xc1, 0x81, 0xc1],
    );
  });

  test("V1: limits count what was decompressed: a message of exactly the limit passes, one byte more closes with 1009", async () => {
    const limits = { maxMessageBytes: 300 * KIB };
    await using pair = await connect(true, true, limits);
    const message = once(pair.served, "message");
    pair.client.send("a".repeat(300 * KIB));
    assert.equal((await message)[0].length, 300 * KIB);
    pair.client.send("a".repeat(300 * KIB + 1));
    assert.deepEqual(
      [(await pair.client.closed).code, (await pair.served.closed).cause?.id],
      [1009, "message-too-big"],
    );
  });

  test("edge 46: Pings are answered while a large message is decompressed", async () => {
    await using pair = await connect(true, true, { maxMessageBytes: 64 * KIB * KIB });
    const order: string[] = [];
    pair.served.on("message", () => order.push("message"));
    pair.served.on("ping", () => order.push("ping"));
    const both = Promise.all([once(pair.served, "message"), once(pair.client, "pong")]);
    // Compressed in fragments, so that the Ping is on the wire behind the whole message.
    pair.client.send(Buffer.alloc(30 * KIB), { fin: false });
    for (let i = 0; i < 300; i += 1) pair.client.send(Buffer.alloc(30 * KIB), { fin: false });
    pair.client.send("", { fin: true });
    pair.client.ping("now");
    await both;
    assert.deepEqual(order, ["ping", "message"]);
  });

  test("a paused socket gets nothing that was decompressed meanwhile, and all of it after resume", async () => {
    await using pair = await connect(true, true);
    const got: number[] = [];
    pair.served.on("message", (data) => {
      got.push((data as string).length);
      if (got.length === 1) pair.served.pause();
    });
    pair.client.send("first".padEnd(100 * KIB));
    for (let i = 0; i < 30; i += 1) pair.client.send("x".repeat(70 * KIB + i));
    while (got.length === 0) await new Promise((resolve) => setImmediate(resolve));
    // A real wait: no event tells that the threads which decompress have nothing left to do.
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(got.length, 1);
    pair.served.resume();
    while (got.length < 31) await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(
      got.slice(1),
      Array.from({ length: 30 }, (_, i) => 70 * KIB + i),
    );
  });

  test("messages that arrived before the end of TCP are delivered before the close, large ones too", async () => {
    await using pair = await connect(true, true);
    const events: string[] = [];
    pair.served.on("message", (data) => events.push(`message ${(data as string).length}`));
    pair.served.on("close", (code) => events.push(`close ${code}`));
    for (let i = 0; i < 5; i += 1) pair.client.send("y".repeat(200 * KIB));
    pair.client.close(1000);
    await pair.served.closed;
    assert.deepEqual(events, [...Array(5).fill(`message ${200 * KIB}`), "close 1000"]);
  });

  test("terminate while messages are compressed and decompressed: one close, and nothing after it", async () => {
    await using pair = await connect(true, true);
    const events: string[] = [];
    pair.served.on("message", () => events.push("message"));
    pair.served.on("close", () => events.push("close"));
    for (let i = 0; i < 5; i += 1) {
      pair.client.send("y".repeat(200 * KIB));
      pair.served.send("z".repeat(200 * KIB));
    }
    await once(pair.served, "message");
    pair.served.terminate();
    await Promise.all([pair.served.closed, pair.client.closed]);
    // A real wait: what the threads of both directions still give back comes after the close, or never.
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(events.at(-1), "close");
    assert.equal(events.filter((event) => event === "close").length, 1);
  });
});

test("options that cannot be are refused at once", () => {
  const bad: Record<string, unknown>[] = [
    { treshold: 1 },
    { level: 10 },
    { memLevel: 0 },
    { serverMaxWindowBits: 7 },
    { clientMaxWindowBits: 16 },
    { serverMaxWindowBits: 9.5 },
    { concurrency: 0 },
    { threshold: -1 },
    { serverNoContextTakeover: 1 },
  ];
  for (const perMessageDeflate of bad) {
    const create = (): unknown => new WebSocketServer({ noServer: true, perMessageDeflate });
    assert.throws(create, { code: "ERR_INVALID_ARGUMENT" }, JSON.stringify(perMessageDeflate));
  }
  new WebSocketServer({ noServer: true, perMessageDeflate: { threshold: Number.POSITIVE_INFINITY } });
});
