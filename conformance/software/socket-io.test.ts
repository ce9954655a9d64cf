/**
 * Socket.IO, server and clients, over the `ws` in question: rooms, attachments, acknowledgements, namespaces, reconnecting.
 * Its server sends broadcasts as frames that it has made before (`Sender.frame`, `_sender.sendFrame`).
 */
import assert from "node:assert/strict";
import { type EventEmitter, once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, describe, test } from "node:test";
import { until } from "@longwire/testkit";
import { openWorkspace } from "./workspace.ts";

type Listener = (...args: never[]) => void;

interface ServerSocket {
  readonly id: string;
  readonly handshake: { readonly auth: { readonly token?: string } };
  readonly conn: { readonly transport: { readonly name: string; readonly socket: RawSocket }; close(): void };
  on(event: string, listener: Listener): void;
  emit(event: string, ...args: unknown[]): void;
  emitWithAck(event: string, ...args: unknown[]): Promise<unknown>;
  join(room: string): void;
}

/** What `ws` gave to engine.io, with the private parts that it uses. */
interface RawSocket {
  readonly _sender: { sendFrame(list: readonly (Uint8Array | string)[], callback?: () => void): void };
  terminate(): void;
}

interface Broadcast {
  emit(event: string, ...args: unknown[]): void;
  timeout(ms: number): { emitWithAck(event: string, ...args: unknown[]): Promise<unknown[]> };
}

interface Namespace extends Broadcast {
  readonly sockets: ReadonlyMap<string, ServerSocket>;
  on(event: "connection", listener: (socket: ServerSocket) => void): void;
  use(check: (socket: ServerSocket, next: (error?: Error) => void) => void): void;
  to(room: string): Broadcast;
}

interface Server extends Broadcast {
  readonly sockets: Namespace;
  of(name: string): Namespace;
  to(room: string): Broadcast;
  close(): Promise<void>;
}

interface Client extends EventEmitter {
  readonly id: string | undefined;
  readonly connected: boolean;
  readonly io: EventEmitter & { readonly engine: EventEmitter & { readonly transport: { readonly name: string } } };
  emitWithAck(event: string, ...args: unknown[]): Promise<unknown>;
  disconnect(): void;
}

interface ServerPackage {
  readonly Server: new (http: object, options: object) => Server;
}

interface ClientPackage {
  io(url: string, options: object): Client;
}

const MAX_MESSAGE_BYTES = 2_000_000;
const workspace = await openWorkspace();
const { Server } = await workspace.load<ServerPackage>("socket.io");
const { io } = await workspace.load<ClientPackage>("socket.io-client");
const { WebSocketServer } = await workspace.load<{ WebSocketServer: unknown }>("ws");

/** Bytes that differ from each other, so that a shift or a cut would be seen. */
function bytes(length: number): Buffer {
  return Buffer.from(Uint8Array.from({ length }, (_, i) => (i * 31 + (i >> 8)) & 255));
}

/** What a client does for the tests that ask it. */
function answer(client: Client): void {
  client.on("sum", (a: number, b: number, reply: (sum: number) => void) => reply(a + b));
}

function serve(server: Server): void {
  server.sockets.on("connection", (socket) => {
    socket.join("everyone");
    socket.on("echo", (data: unknown, reply: (data: unknown) => void) => reply(data));
  });
  const admin = server.of("/admin");
  admin.use(({ handshake }, next) => next(handshake.auth.token === "let me in" ? undefined : new Error("no token")));
  admin.on("connection", (socket) => socket.emit("welcome", socket.handshake.auth.token));
}

function startSuite(wsEngine: unknown): {
  readonly server: Server;
  /** The server's end of a client. */
  socketOf(client: Client): ServerSocket;
  connect(path?: string, options?: object): Client;
  listen(): Promise<void>;
  end(): Promise<void>;
} {
  const http = createServer();
  const engine = wsEngine === undefined ? {} : { wsEngine };
  const server = new Server(http, { pingInterval: 50, maxHttpBufferSize: MAX_MESSAGE_BYTES, ...engine });
  const clients: Client[] = [];
  serve(server);
  return {
    server,
    socketOf: ({ id }) => {
      const socket = server.sockets.sockets.get(id ?? "");
      assert.ok(socket, "the server does not know the client");
      return socket;
    },
    connect: (path = "/", options = {}) => {
      const { port } = http.address() as AddressInfo; // a TCP server that listens
      const defaults = { transports: ["websocket"], forceNew: true, reconnectionDelay: 1, reconnectionDelayMax: 5 };
      const client = io(`http://127.0.0.1:${port}${path}`, { ...defaults, ...options });
      answer(client);
      clients.push(client);
      return client;
    },
    listen: async () => {
      http.listen(0, "127.0.0.1");
      await once(http, "listening");
    },
    end: async () => {
      for (const client of clients) client.disconnect();
      await server.close();
    },
  };
}

async function connected(client: Client): Promise<Client> {
  await once(client, "connect");
  return client;
}

test("Socket.IO gets the ws in question, on both sides and in its adapter", () => {
  workspace.assertUses("socket.io", "engine.io");
  workspace.assertUses("socket.io", "socket.io-adapter");
  workspace.assertUses("socket.io-client", "engine.io-client");
});

for (const [way, wsEngine] of [
  ["by override", undefined],
  ["by wsEngine", WebSocketServer],
] as const) {
  describe(`Socket.IO ${way}:`, { timeout: 30_000 }, () => {
    const suite = startSuite(wsEngine);
    const { server, connect, socketOf } = suite;
    before(() => suite.listen());
    after(() => suite.end());

    test("a room of 20 clients hears a broadcast, sent as frames made before", async () => {
      const clients = await Promise.all(Array.from({ length: 20 }, () => connected(connect())));
      let sentFrames = 0;
      for (const client of clients) {
        const sender = socketOf(client).conn.transport.socket._sender;
        const { sendFrame } = sender;
        sender.sendFrame = (...args) => {
          // Others are pings: the sender of npm's ws sends everything this way.
          if (args[0].some((part) => String(part).includes("news"))) sentFrames += 1;
          sendFrame.apply(sender, args);
        };
      }
      const heard = Promise.all(clients.map((client) => once(client, "news")));
      server.to("everyone").emit("news", { title: "Grüße 😀", lines: ["x".repeat(70_000)] });
      for (const [news] of await heard) assert.deepEqual(news, { title: "Grüße 😀", lines: ["x".repeat(70_000)] });
      assert.equal(sentFrames, 20);

      const seen = Promise.all(clients.map((client) => once(client, "picture")));
      const picture = { name: "cat", full: bytes(70_000), small: [bytes(0), bytes(125), bytes(126)] };
      server.to("everyone").emit("picture", picture);
      for (const [received] of await seen) assert.deepEqual(received, picture);
      for (const client of clients) client.disconnect();
    });

    test("frames made before and messages of one client keep their order", async () => {
      const client = await connected(connect());
      const socket = socketOf(client);
      const order: number[] = [];
      client.on("number", (n: number) => order.push(n));
      const last = once(client, "last");
      for (let n = 0; n < 200; n += 2) {
        server.to("everyone").emit("number", n);
        socket.emit("number", n + 1, bytes(n));
      }
      socket.emit("last");
      await last;
      assert.deepEqual(
        order,
        Array.from({ length: 200 }, (_, n) => n),
      );
    });

    test("both sides acknowledge, and a broadcast gathers the answers of all", async () => {
      const client = await connected(connect());
      const clients = [client, await connected(connect()), await connected(connect())];
      assert.equal(await socketOf(client).emitWithAck("sum", 2, 3), 5);
      assert.deepEqual(await client.emitWithAck("echo", { a: [1, bytes(3)] }), { a: [1, bytes(3)] });
      for (const each of clients) socketOf(each).join("three");
      assert.deepEqual(await server.to("three").timeout(5_000).emitWithAck("sum", 20, 1), [21, 21, 21]);
    });

    test("a megabyte goes both ways, as text and as an attachment", async () => {
      const client = await connected(connect());
      const text = "aé€😀".repeat(100_000);
      assert.equal(Buffer.byteLength(text), 1_000_000);
      assert.equal(await client.emitWithAck("echo", text), text);
      const attachment = bytes(1 << 20);
      const received = await client.emitWithAck("echo", attachment);
      assert.ok(received instanceof Buffer && attachment.equals(received), "the attachment differs");
    });

    test("a message over maxHttpBufferSize ends that connection, and no other", async () => {
      const [greedy, modest] = await Promise.all([
        connected(connect("/", { reconnection: false })),
        connected(connect()),
      ]);
      const ended = once(greedy, "disconnect");
      greedy.emit("echo", bytes(MAX_MESSAGE_BYTES + 1));
      assert.deepEqual((await ended)[0], "transport close");
      assert.equal(await modest.emitWithAck("echo", 1), 1);
    });

    test("namespaces share a connection, and one lets in only who has the token", async () => {
      const refused = connect("/admin");
      const [error] = await once(refused, "connect_error");
      assert.equal(error.message, "no token");
      const admin = connect("/admin", { auth: { token: "let me in" } });
      assert.deepEqual(await once(admin, "welcome"), ["let me in"]);
    });

    test("a client comes back after the server closed its connection, and after it was cut", async () => {
      const client = await connected(connect());
      for (const end of [
        (socket: ServerSocket) => socket.conn.close(),
        (socket: ServerSocket) => socket.conn.transport.socket.terminate(),
      ]) {
        const former = socketOf(client);
        const gone = once(client, "disconnect");
        const back = once(client, "connect");
        end(former);
        assert.equal((await gone)[0], "transport close");
        await back;
        assert.notEqual(client.id, former.id);
        assert.equal(await client.emitWithAck("echo", "again"), "again");
        await until("the server forgets the former socket", () => !server.sockets.sockets.has(former.id));
      }
    });

    test("pings of Socket.IO arrive and keep a connection", async () => {
      const client = await connected(connect());
      for (let pings = 0; pings < 3; pings += 1) await once(client.io, "ping");
      assert.ok(client.connected);
    });

    test("a client that begins with polling goes over to WebSocket", async () => {
      const client = connect("/", { transports: ["polling", "websocket"] });
      await connected(client);
      await until("the upgrade", () => client.io.engine.transport.name === "websocket");
      const socket = socketOf(client);
      await until("the server's upgrade", () => socket.conn.transport.name === "websocket");
      assert.deepEqual(await client.emitWithAck("echo", bytes(10)), bytes(10));
    });
  });
}
