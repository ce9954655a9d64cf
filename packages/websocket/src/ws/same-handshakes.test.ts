/**
 * The same handshake with `ws` and with this entry: what goes over the wire, and what both sides are told about it. On one path:
 * Node's http server and client read the heads in both, and `same-events.test.ts` runs over TLS too.
 */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { createRequire } from "node:module";
import { type AddressInfo, connect, createServer as createTcpServer, type Socket } from "node:net";
import { describe, test } from "node:test";
import type { ServerOptions, WebSocket, WebSocketServer } from "ws";
import ours from "./index.ts";

type Library = typeof WebSocket & { readonly Server: typeof WebSocketServer };

const theirs: Library = createRequire(import.meta.url)("ws");
const libraries: readonly Library[] = [theirs, ours as unknown as Library];

const KEY = "dGhlIHNhbXBsZSBub25jZQ=="; // RFC 6455 §1.3
const ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";
const good: Readonly<Record<string, string>> = {
  Host: "localhost",
  Connection: "Upgrade",
  Upgrade: "websocket",
  "Sec-WebSocket-Key": KEY,
  "Sec-WebSocket-Version": "13",
};

async function exchange(port: number, request: string): Promise<string> {
  const socket = connect({ port, host: "127.0.0.1" });
  socket.write(request);
  let answer = "";
  for await (const chunk of socket) {
    answer += String(chunk);
    // An open WebSocket would go on.
    if (answer.startsWith("HTTP/1.1 101") && answer.includes("\r\n\r\n")) break;
  }
  socket.destroy();
  return answer.replace(/Date: .*\r\n/, "");
}

function requestOf(
  headers: Readonly<Record<string, string | undefined>>,
  method = "GET",
  target = "/chat?x=1",
): string {
  const lines = Object.entries({ ...good, ...headers }).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}: ${value}\r\n`],
  );
  return `${method} ${target} HTTP/1.1\r\n${lines.join("")}\r\n`;
}

async function answerOf(library: Library, request: string, options: ServerOptions = {}): Promise<string> {
  const server = new library.Server({ port: 0, host: "127.0.0.1", ...options });
  await once(server, "listening");
  const answer = await exchange((server.address() as AddressInfo).port, request);
  for (const client of server.clients) client.terminate();
  await new Promise((resolve) => server.close(resolve));
  return answer;
}

describe("a server answers as ws", () => {
  const cases: Readonly<Record<string, readonly [request: string, options?: ServerOptions]>> = {
    "a good request": [requestOf({})],
    "version 8": [requestOf({ "Sec-WebSocket-Version": "8" })],
    "no upgrade": ["GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"],
    "another method": [requestOf({}, "POST")],
    "another protocol": [requestOf({ Upgrade: "h2c" })],
    "no key": [requestOf({ "Sec-WebSocket-Key": undefined, "Sec-WebSocket-Version": undefined })],
    "a malformed key": [requestOf({ "Sec-WebSocket-Key": "P5l8BJcZwRc=" })],
    "no version": [requestOf({ "Sec-WebSocket-Version": undefined })],
    "version 12": [requestOf({ "Sec-WebSocket-Version": "12" })],
    "an empty subprotocol": [requestOf({ "Sec-WebSocket-Protocol": "" })],
    "a subprotocol twice": [requestOf({ "Sec-WebSocket-Protocol": "foo,foo" })],
    "the first subprotocol": [requestOf({ "Sec-WebSocket-Protocol": "b, a" })],
    "a chosen subprotocol": [requestOf({ "Sec-WebSocket-Protocol": "b, a" }), { handleProtocols: () => "a" }],
    "no subprotocol chosen": [requestOf({ "Sec-WebSocket-Protocol": "b" }), { handleProtocols: () => false }],
    "another path": [requestOf({}), { path: "/other" }],
    "the path, whatever the query": [requestOf({}), { path: "/chat" }],
    "refused at once": [
      requestOf({}),
      { verifyClient: ({ origin }: { origin: string }) => origin === "http://nobody" },
    ],
    "accepted at once": [
      requestOf({ Origin: "http://a" }),
      { verifyClient: ({ origin }: { origin: string }) => origin === "http://a" },
    ],
    "refused later": [requestOf({}), { verifyClient: (_info, done) => setImmediate(done, false) }],
    "refused later with everything": [
      requestOf({}),
      { verifyClient: (_info, done) => setImmediate(done, false, 503, "come back", { "Retry-After": 120 }) },
    ],
  };
  for (const [name, [request, options]] of Object.entries(cases)) {
    test(name, async () => {
      const [expected, actual] = await Promise.all(libraries.map((each) => answerOf(each, request, options)));
      assert.match(expected ?? "", /^HTTP\/1\.1 \d{3} /);
      assert.equal(actual, expected);
    });
  }
});

/** An HTTP server that answers upgrades as a test wants. @returns its port and what ends it. */
async function listen(server: Server | ReturnType<typeof createTcpServer>): Promise<{ port: number; end: () => void }> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => sockets.add(socket.on("error", () => undefined)));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const end = (): void => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  return { port: (server.address() as AddressInfo).port, end };
}

/** What a client of `library` says when the server answers with `answer`. */
async function reactionTo(library: Library, answer: string, protocols: string[], options: object): Promise<string[]> {
  const { port, end } = await listen(
    createTcpServer((socket) => {
      socket.once("data", (request) => {
        const key = /sec-websocket-key: (.*)/i.exec(String(request))?.[1] ?? "";
        socket.write(answer.replace("ACCEPT", acceptOf(key)));
      });
    }),
  );
  const story: string[] = [];
  const client = new library(`ws://127.0.0.1:${port}`, protocols, { perMessageDeflate: false, ...options });
  for (const event of ["upgrade", "open", "error", "close", "unexpected-response"]) {
    if (event === "unexpected-response" && !("listens" in options)) continue;
    client.on(event, (first: unknown, second?: unknown) => {
      const about = first instanceof Error ? first.message : typeof first === "number" ? `${first} ${second}` : "";
      story.push(`${event} ${about} in state ${client.readyState}`);
      if (event === "open" || event === "unexpected-response") client.terminate();
    });
  }
  await new Promise((resolve) => client.on("close", resolve));
  end();
  return story;
}

function acceptOf(key: string): string {
  return createHash("sha1").update(`${key.trim()}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
}

describe("a client judges an answer as ws", () => {
  const head = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n";
  const valid = `${head}Upgrade: websocket\r\nSec-WebSocket-Accept: ACCEPT\r\n`;
  const cases: Readonly<Record<string, readonly [answer: string, protocols?: string[], options?: object]>> = {
    good: [`${valid}\r\n`],
    "no Upgrade": [`${head}Upgrade: foo\r\n\r\n`],
    "a wrong accept": [`${head}Upgrade: websocket\r\nSec-WebSocket-Accept: ${ACCEPT}\r\n\r\n`],
    "no accept": [`${head}Upgrade: websocket\r\n\r\n`],
    "no subprotocol": [`${valid}\r\n`, ["foo"]],
    "another subprotocol": [`${valid}Sec-WebSocket-Protocol: bar\r\n\r\n`, ["foo"]],
    "an unwanted subprotocol": [`${valid}Sec-WebSocket-Protocol: bar\r\n\r\n`],
    "an extension that was not asked for": [`${valid}Sec-WebSocket-Extensions: foo\r\n\r\n`],
    "another status": ["HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n"],
    "another status, with a listener": [
      "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n",
      [],
      { listens: true },
    ],
    "a redirect that is not followed": [
      "HTTP/1.1 302 Found\r\nLocation: ws://127.0.0.1:1\r\nContent-Length: 0\r\n\r\n",
    ],
    "no answer": ["", [], { handshakeTimeout: 30 }],
  };
  for (const [name, [answer, protocols = [], options = {}]] of Object.entries(cases)) {
    test(name, async () => {
      const [expected, actual] = await Promise.all(
        libraries.map((each) => reactionTo(each, answer, protocols, options)),
      );
      assert.ok((expected ?? []).length > 0);
      assert.deepEqual(actual, expected);
    });
  }
});

/** The requests that a client of `library` sends on its way through `locations`, and how it ends. */
async function redirected(library: Library, locations: readonly string[], options: object): Promise<string[]> {
  const story: string[] = [];
  const server = createServer();
  server.on("upgrade", (request: IncomingMessage, socket: Socket) => {
    const { authorization, cookie, host, origin } = request.headers;
    story.push(`${request.url} ${authorization} ${cookie} ${origin} ${host?.replace(/:\d+$/, "")}`);
    const next = locations[story.length - 1]?.replace("PORT", String(request.socket.localPort));
    socket.end(
      `HTTP/1.1 ${next === undefined ? 404 : 302} Found\r\nLocation: ${next ?? ""}\r\nContent-Length: 0\r\n\r\n`,
    );
  });
  const { port, end } = await listen(server);
  const client = new library(`ws://user:p%40ss@127.0.0.1:${port}/start`, {
    perMessageDeflate: false,
    followRedirects: true,
    headers: { Cookie: "a=b" },
    origin: "http://o",
    ...options,
  });
  if ("watches" in options) client.on("redirect", (url) => story.push(`redirect ${url.replace(/:\d+/, "")}`));
  client.on("error", (error) => story.push(error.message));
  await new Promise((resolve) => client.on("close", resolve));
  end();
  return story;
}

describe("a client follows redirects as ws", () => {
  const cases: Readonly<Record<string, readonly [locations: readonly string[], options?: object]>> = {
    "credentials stay with the same host": [["/second", "ws://127.0.0.1:PORT/third"]],
    "credentials do not go to another host": [["ws://localhost:PORT/second", "ws://127.0.0.1:PORT/third"]],
    "with a listener they go along": [["ws://localhost:PORT/second"], { watches: true }],
    "too many": [["/a", "/b", "/c"], { maxRedirects: 2 }],
    "to no URL": [["ws://"]],
    "to another scheme": [["ftp://127.0.0.1/"]],
    "to a fragment": [["/a#b"]],
  };
  for (const [name, [locations, options = {}]] of Object.entries(cases)) {
    test(name, async () => {
      const [expected, actual] = await Promise.all(libraries.map((each) => redirected(each, locations, options)));
      assert.ok((expected ?? []).length > 1);
      assert.deepEqual(actual, expected);
    });
  }
});

describe("wrong arguments are told as by ws", () => {
  const cases: Readonly<Record<string, (library: Library) => unknown>> = {
    "no URL": (library) => new library("foo"),
    "another scheme": (library) => new library("ftp://localhost"),
    "a fragment": (library) => new library("ws://localhost#a"),
    "an IPC address without path": (library) => new library("ws+unix:"),
    "a subprotocol twice": (library) => new library("ws://localhost", ["a", "a"]),
    "a subprotocol that is no token": (library) => new library("ws://localhost", "a b"),
    "an empty subprotocol": (library) => new library("ws://localhost", ""),
    "protocol version 1": (library) => new library("ws://localhost", { protocolVersion: 1 }),
    "a server without a place": (library) => new library.Server({}),
    "a server with two places": (library) => new library.Server({ port: 0, noServer: true }),
    "the address of a server without one": (library) => new library.Server({ noServer: true }).address(),
  };
  for (const [name, act] of Object.entries(cases)) {
    test(name, () => {
      const [expected, actual] = libraries.map((library) => {
        try {
          act(library);
        } catch (error) {
          return `${(error as Error).name}: ${(error as Error).message}`;
        }
        return "nothing was thrown";
      });
      assert.notEqual(expected, "nothing was thrown");
      assert.equal(actual, expected);
    });
  }
});
