/**
 * What programs do with servers and sockets beside talking, with `ws` and with this entry: the same facts come out. On one path:
 * nothing here depends on what bytes travel through, and `same-events.test.ts` runs over TLS too.
 */
import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { createRequire } from "node:module";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import { test } from "node:test";
import type { createWebSocketStream, ServerOptions, WebSocket, WebSocketServer } from "ws";
import ours from "./index.ts";

type Library = typeof WebSocket & {
  readonly Server: typeof WebSocketServer;
  readonly createWebSocketStream: typeof createWebSocketStream;
  readonly Sender: { frame(data: Buffer, options: object): Buffer[] };
};
type Inner = { readonly _socket: Duplex; readonly _sender: { sendFrame(frames: Buffer[], done: () => void): void } };

const theirs: Library = createRequire(import.meta.url)("ws");
const libraries: readonly Library[] = [theirs, ours as unknown as Library];

async function serve(library: Library, options: ServerOptions = {}): Promise<[WebSocketServer, string]> {
  const server = new library.Server({ port: 0, host: "127.0.0.1", ...options });
  await once(server, "listening");
  return [server, `ws://127.0.0.1:${(server.address() as AddressInfo).port}`];
}

async function pair(library: Library, options: object = {}, server: ServerOptions = {}) {
  const [wss, url] = await serve(library, server);
  const client = new library(url, { perMessageDeflate: false, ...options });
  const [[accepted]] = (await Promise.all([once(wss, "connection"), once(client, "open")])) as [[WebSocket], unknown];
  const end = async (): Promise<void> => {
    client.terminate();
    accepted.terminate();
    await new Promise((resolve) => wss.close(resolve));
  };
  return { wss, client, accepted, end };
}

/** An http server that gives its upgrades to `take`. */
async function upgrades(take: (...upgrade: Parameters<WebSocketServer["handleUpgrade"]>) => void): Promise<Server> {
  const server = createServer();
  server.on("upgrade", (request, socket, head) => take(request, socket, head, () => undefined));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return server;
}
const urlOf = (server: Server): string => `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;

const cases: Readonly<Record<string, (library: Library, say: (fact: unknown) => void) => Promise<void>>> = {
  "a server closes once its sockets have": async (library, say) => {
    const { wss, client, accepted } = await pair(library);
    say(wss.clients.size);
    const closed = new Promise<void>((resolve) => {
      wss.close((error) => {
        say(`closed ${error} ${wss.clients.size}`);
        resolve();
      });
    });
    say(wss.address());
    accepted.close(1001);
    say(await once(client, "close"));
    await closed;
    await new Promise<void>((resolve) => {
      wss.close((error) => {
        say(error?.message);
        resolve();
      });
    });
  },
  "without clientTracking there is no list": async (library, say) => {
    const { wss, end } = await pair(library, {}, { clientTracking: false });
    say("clients" in wss);
    await end();
  },
  "wsClientError gets the socket instead of an answer": async (library, say) => {
    const [wss, url] = await serve(library);
    wss.on("wsClientError", (error, socket, request) => {
      say(`${error.message} ${request.url}`);
      socket.end("HTTP/1.1 418 Teapot\r\nConnection: close\r\n\r\n");
    });
    const socket = connect(Number(new URL(url).port), "127.0.0.1");
    socket.write("GET /a HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
    say(String(await once(socket, "data")));
    socket.destroy();
    await new Promise((resolve) => wss.close(resolve));
  },
  "headers can be added to the answer": async (library, say) => {
    const [wss, url] = await serve(library);
    wss.on("headers", (headers, request) => {
      say([...headers.slice(0, 3), request.url]);
      headers.push("Set-Cookie: a=b");
    });
    const client = new library(url);
    const [[response]] = await Promise.all([once(client, "upgrade"), once(client, "open")]);
    say(response.headers["set-cookie"]);
    client.terminate();
    await new Promise((resolve) => wss.close(resolve));
  },
  "several servers share one http server": async (library, say) => {
    const one = new library.Server({ noServer: true });
    const two = new library.Server({ noServer: true });
    const http = await upgrades((request, socket, head) => {
      const wss = request.url === "/one" ? one : two;
      wss.handleUpgrade(request, socket, head, (each) => each.close(wss === one ? 4001 : 4002));
    });
    for (const path of ["/one", "/two"]) say((await once(new library(urlOf(http) + path), "close"))[0]);
    http.close();
  },
  "a socket is upgraded once only": async (library, say) => {
    const wss = new library.Server({ noServer: true });
    const http = await upgrades((...upgrade) => {
      wss.handleUpgrade(...upgrade);
      try {
        new library.Server({ noServer: true }).handleUpgrade(...upgrade);
      } catch (error) {
        say((error as Error).message);
      }
    });
    const client = new library(urlOf(http));
    await once(client, "open");
    client.terminate();
    http.close();
  },
  "shouldHandle and the class of the sockets can be overridden": async (library, say) => {
    class Greeting extends library {
      greet(): void {
        this.send("hello");
      }
    }
    class Picky extends library.Server<typeof Greeting> {
      override shouldHandle(): boolean {
        return true;
      }
    }
    const wss = new Picky({ port: 0, host: "127.0.0.1", path: "/other", WebSocket: Greeting });
    await once(wss, "listening");
    wss.on("connection", (socket) => socket.greet());
    const client = new library(`ws://127.0.0.1:${(wss.address() as AddressInfo).port}`);
    say((await once(client, "message")).map(String));
    client.terminate();
    await new Promise((resolve) => wss.close(resolve));
  },
  "IPC addresses": async (library, say) => {
    const folder = await mkdtemp(join(tmpdir(), "ws-ipc-"));
    const http = createServer().listen(join(folder, "s"));
    const wss = new library.Server({ server: http });
    wss.on("connection", (socket, request) => socket.close(1000, request.url ?? ""));
    for (const path of ["", ":/chat?a=b"]) {
      say((await once(new library(`ws+unix:${join(folder, "s")}${path}`), "close")).map(String));
    }
    http.close();
    await rm(folder, { recursive: true });
  },
  "finishRequest sends the request": async (library, say) => {
    const [wss, url] = await serve(library);
    wss.on("connection", (socket, request) => socket.close(1000, String(request.headers["x-late"])));
    const finishRequest = (request: { setHeader(name: string, value: string): void; end(): void }): void => {
      setImmediate(() => {
        request.setHeader("x-late", "yes");
        request.end();
      });
    };
    say((await once(new library(url, { finishRequest }), "close")).map(String));
    await new Promise((resolve) => wss.close(resolve));
  },
  "generateMask makes the mask of every frame": async (library, say) => {
    const { client, accepted, end } = await pair(library, { generateMask: (mask: Buffer) => mask.fill(0x20) });
    // First of all: `ws` takes the mask off in the chunk itself.
    const { _socket } = accepted as unknown as Inner;
    const data = new Promise<Buffer>((resolve) =>
      _socket.prependOnceListener("data", (chunk) => resolve(Buffer.from(chunk))),
    );
    client.send("ABC");
    say((await data).toString("hex"));
    await end();
  },
  "frames that a program encoded itself": async (library, say) => {
    const { client, accepted, end } = await pair(library);
    const frame = library.Sender.frame(Buffer.from("made"), { fin: true, opcode: 1, mask: false, rsv1: false });
    const message = once(client, "message");
    await new Promise<void>((resolve) => (accepted as unknown as Inner)._sender.sendFrame(frame, resolve));
    say((await message).map(String));
    await end();
  },
  "a peer that does not answer a Close is cut off after closeTimeout": async (library, say) => {
    const { client, accepted, end } = await pair(library, { closeTimeout: 20 });
    accepted.pause();
    client.close();
    say(client.readyState);
    say((await once(client, "close")).map(String));
    await end();
  },
  "a socket over a stream of one's own": async (library, say) => {
    const socket = new library(null as unknown as string, undefined, {}) as unknown as WebSocket & {
      setSocket(stream: Duplex, head: Buffer, options: object): void;
    };
    const http = createServer().listen(0, "127.0.0.1");
    http.on("connection", (stream) => {
      socket.setSocket(stream, Buffer.alloc(0), { maxPayload: 0 });
      socket.on("close", (code) => say(code));
      stream.resume();
      socket.send("text");
    });
    await once(http, "listening");
    const peer = connect((http.address() as AddressInfo).port, "127.0.0.1");
    say((await once(peer, "data"))[0].toString("hex"));
    peer.destroy();
    await once(socket, "close");
    http.close();
  },
  "a stream carries messages and ends the socket": async (library, say) => {
    const { client, accepted, end } = await pair(library);
    const stream = library.createWebSocketStream(client, { encoding: "utf8" });
    accepted.on("message", (data, isBinary) => accepted.send(`${data} ${isBinary}`));
    stream.write("chunk");
    say((await once(stream, "data"))[0]);
    stream.end();
    say((await once(accepted, "close")).map(String));
    await once(stream, "close");
    await end();
  },
};

for (const [name, run] of Object.entries(cases)) {
  test(`as ws: ${name}`, { timeout: 15_000 }, async () => {
    const [expected, actual] = await Promise.all(
      libraries.map(async (library) => {
        const facts: unknown[] = [];
        await run(library, (fact) => facts.push(fact));
        return facts;
      }),
    );
    assert.ok((expected ?? []).length > 0);
    assert.deepEqual(actual, expected);
  });
}
