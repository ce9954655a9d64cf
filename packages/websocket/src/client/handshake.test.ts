import assert from "node:assert/strict";
import { once } from "node:events";
import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { describe, it, type TestContext } from "node:test";
import { acceptOf, createSelfSigned, encodeRawFrame, type RawPeer } from "@longwire/testkit";
import { WebSocketServer } from "../server/web-socket-server.ts";
import { WebSocket } from "../socket/web-socket.ts";
import { type ClientPath, clientPaths } from "../testing/client-paths.ts";
import { describeOn } from "../testing/server-paths.ts";
import type { ConnectOptions } from "./connect-options.ts";
import { HandshakeError } from "./handshake-error.ts";

/** What a client makes of `answer` to its request. */
async function attempt(
  t: TestContext,
  path: ClientPath,
  answer: (peer: RawPeer, head: string) => void,
  options: ConnectOptions = path.options(t),
  subprotocols: string[] = [],
): Promise<{ error: Error | undefined; events: string[]; durationMs: number; socket: WebSocket }> {
  const server = await path.listen(t);
  const startedAt = performance.now();
  const socket = new WebSocket(server.url(), subprotocols, { limits: { handshakeTimeoutMs: 2000 }, ...options });
  const events: string[] = [];
  let error: Error | undefined;
  socket.on("error", (given) => {
    error = given;
    events.push("error");
  });
  socket.on("open", () => events.push("open"));
  socket.on("close", (code) => events.push(`close ${code}`));
  const peer = await server.nextPeer();
  answer(peer, await peer.readHead());
  await Promise.race([socket.closed, once(socket, "open").catch(() => undefined)]);
  if (socket.readyState === 3) await peer.ended;
  t.after(() => socket.terminate());
  return { error, events, durationMs: performance.now() - startedAt, socket };
}

function response(head: string, lines: string[], accept = acceptOf(head)): string {
  const all = ["HTTP/1.1 101 Switching Protocols", ...lines, `Sec-WebSocket-Accept: ${accept}`];
  return `${all.join("\r\n")}\r\n\r\n`;
}

const good = ["Upgrade: websocket", "Connection: Upgrade"];

/** Answers that fail, with the code of the failure. The same through an agent, unless said otherwise. */
const failures: readonly [name: string, code: string, answer: (head: string) => string | Buffer, direct?: "direct"][] =
  [
    ["another accept", "WS_ERR_ACCEPT_MISMATCH", (head) => response(head, good, "AAAAAAAAAAAAAAAAAAAAAAAAAAA=")],
    [
      "accept twice",
      "WS_ERR_ACCEPT_REPEATED",
      (head) => response(head, [...good, `Sec-WebSocket-Accept: ${acceptOf(head)}`]),
    ],
    ["no accept", "WS_ERR_ACCEPT_MISSING", (_head) => `HTTP/1.1 101 X\r\n${good.join("\r\n")}\r\n\r\n`],
    ["no upgrade", "WS_ERR_UPGRADE_MISSING", (head) => response(head, ["Connection: Upgrade"]), "direct"],
    [
      "another upgrade",
      "WS_ERR_UPGRADE_NOT_WEBSOCKET",
      (head) => response(head, ["Upgrade: h2c", "Connection: Upgrade"]),
    ],
    ["no connection", "WS_ERR_CONNECTION_NOT_UPGRADE", (head) => response(head, ["Upgrade: websocket"])],
    ["200", "WS_ERR_STATUS_NOT_101", () => "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"],
    ["404", "WS_ERR_STATUS_NOT_101", () => "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"],
    ["302", "WS_ERR_STATUS_NOT_101", () => "HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n"],
    ["401", "WS_ERR_STATUS_NOT_101", () => "HTTP/1.1 401 U\r\nWWW-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n"],
    ["a body without end", "WS_ERR_STATUS_NOT_101", () => "HTTP/1.1 500 X\r\nContent-Length: 1000000\r\n\r\npart"],
    [
      "a body that is no body",
      "WS_ERR_STATUS_NOT_101",
      () => "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZZZ garbage\r\n",
    ],
    [
      "an extension",
      "WS_ERR_EXTENSION_NOT_OFFERED",
      (head) => response(head, [...good, "Sec-WebSocket-Extensions: x"]),
    ],
    [
      "a subprotocol",
      "WS_ERR_SUBPROTOCOL_NOT_OFFERED",
      (head) => response(head, [...good, "Sec-WebSocket-Protocol: x"]),
    ],
    ["garbage", "WS_ERR_RESPONSE_MALFORMED", () => Buffer.from("\x00\x01\x02 hello\r\n\r\n"), "direct"],
    ["a TLS alert", "WS_ERR_RESPONSE_MALFORMED", () => Buffer.from("15030100020232", "hex"), "direct"],
    ["HTTP/1.0", "WS_ERR_HTTP_VERSION", (head) => response(head, good).replace("HTTP/1.1", "HTTP/1.0"), "direct"],
    ["a head without end", "WS_ERR_HEAD_TOO_LARGE", () => `HTTP/1.1 101 X\r\nA: ${"b".repeat(20_000)}`, "direct"],
  ];

describeOn(clientPaths, "a client's handshake fails", { timeout: 20_000 }, (path) => {
  for (const [name, code, answer, only] of failures) {
    if (only !== undefined && path.usesAgent) continue;
    it(`${name}: ${code}, promptly, once, and the socket is ended`, async (t) => {
      const options = path.options(t);
      const { error, events, durationMs } = await attempt(t, path, (peer, head) => peer.write(answer(head)), options);
      assert.ok(error instanceof HandshakeError, String(error));
      assert.equal(error.code, code);
      assert.deepEqual(events, ["error", "close 1006"]);
      assert.ok(durationMs < 1000, `${durationMs} ms`);
      assert.deepEqual(Object.values(options.agent?.freeSockets ?? {}), []);
    });
  }

  it("the answer is told: status and headers of a refusal", async (t) => {
    const text = "HTTP/1.1 403 Forbidden\r\nX-Why: origin\r\nContent-Length: 0\r\n\r\n";
    const { error } = await attempt(t, path, (peer) => peer.write(text));
    assert.ok(error instanceof HandshakeError);
    assert.equal(error.response?.status, 403);
    assert.deepEqual(error.response?.headers[0], ["X-Why", "origin"]);
    assert.match(error.message, /403/);
  });

  it("silence ends after handshakeTimeoutMs", async (t) => {
    const limits = { handshakeTimeoutMs: 100 };
    const { error, events, durationMs } = await attempt(t, path, () => {}, { ...path.options(t), limits });
    assert.match(error?.message ?? "", /within 100 ms/);
    assert.deepEqual(events, ["error", "close 1006"]);
    assert.ok(durationMs >= 95 && durationMs < 1000);
  });

  for (const how of ["end", "reset"] as const) {
    it(`a server that goes away (${how}) before or within its answer`, async (t) => {
      for (const part of ["", "HTTP/1.1 101 Switching Protocols\r\nUpgr"]) {
        const answer = (peer: RawPeer): void => {
          peer.write(part);
          peer[how]();
        };
        const { events, error, durationMs } = await attempt(t, path, answer);
        assert.ok(error !== undefined);
        assert.deepEqual(events, ["error", "close 1006"]);
        assert.ok(durationMs < 1000);
      }
    });
  }

  it("nobody listens there", async (t) => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, "close");
    const socket = new WebSocket(`${path.scheme}//127.0.0.1:${port}/`, [], path.options(t));
    const [error] = (await once(socket, "error")) as [NodeJS.ErrnoException];
    assert.equal(error.code, "ECONNREFUSED");
    assert.equal((await socket.closed).code, 1006);
  });
});

describeOn(clientPaths, "a client's handshake succeeds", { timeout: 10_000 }, (path) => {
  it("after informational responses, which are skipped (RFC 9110 §15.2)", async (t) => {
    const early = "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n";
    // Node's HTTP client takes one 100 only, and none with an Upgrade header of its own.
    const info = path.usesAgent ? early : `HTTP/1.1 100 Continue\r\n\r\n${early}`;
    const { events, socket } = await attempt(t, path, (peer, head) => peer.write(info + response(head, good)));
    assert.deepEqual(events, ["open"]);
    socket.terminate();
    await socket.closed;
  });

  it("whatever the case and order of what the server writes (RFC 6455 §4.1)", async (t) => {
    const lines = ["upgrade: WebSocket", "connection: keep-alive, UPGRADE", "Date: x"];
    const { events, socket } = await attempt(t, path, (peer, head) => peer.write(response(head, lines)));
    assert.deepEqual(events, ["open"]);
    socket.terminate();
    await socket.closed;
  });

  it("byte by byte", async (t) => {
    const { events, socket } = await attempt(t, path, (peer, head) => {
      peer.socket.setNoDelay(true);
      for (const character of response(head, good)) peer.write(character);
    });
    assert.deepEqual(events, ["open"]);
    socket.terminate();
    await socket.closed;
  });

  it("and frames glued to the 101 are delivered, after open", async (t) => {
    const server = await path.listen(t);
    const socket = new WebSocket(server.url(), [], path.options(t));
    const events: string[] = [];
    socket.on("open", () => events.push("open"));
    socket.on("message", (data) => events.push(String(data)));
    const peer = await server.nextPeer();
    const head = await peer.readHead();
    const frames = ["a", "b"].map((text) => encodeRawFrame({ opcode: 1, payload: Buffer.from(text) }));
    const close = encodeRawFrame({ opcode: 8, payload: Buffer.of(3, 232) });
    peer.write(Buffer.concat([Buffer.from(response(head, good)), ...frames, close]));
    peer.end();
    assert.equal((await socket.closed).code, 1000);
    assert.deepEqual(events, ["open", "a", "b"]);
  });
});

describeOn(clientPaths, "a client's request", { timeout: 10_000 }, (path) => {
  it("is a GET with what was asked for, and nothing is sent before the 101 (RFC 6455 §4.1)", async (t) => {
    const server = await path.listen(t);
    const socket = new WebSocket(server.url("/a?b=c"), ["v1", "v2"], {
      ...path.options(t),
      headers: { Authorization: "Bearer t" },
      origin: "https://page.example",
    });
    assert.equal(socket.url, server.url("/a?b=c"));
    const peer = await server.nextPeer();
    const head = await peer.readHead();
    assert.match(head, /^GET \/a\?b=c HTTP\/1\.1\r\n/);
    assert.match(head, new RegExp(`\r\nHost: 127\\.0\\.0\\.1:${server.port}\r\n`));
    assert.match(head, /\r\nAuthorization: Bearer t\r\n/);
    assert.match(head, /\r\nOrigin: https:\/\/page\.example\r\n/);
    assert.match(head, /\r\nSec-WebSocket-Protocol: v1, v2\r\n/);
    assert.match(head, /\r\nSec-WebSocket-Version: 13\r\n/);
    assert.throws(() => socket.send("too early"), { code: "ERR_NOT_OPEN" });
    assert.throws(() => socket.ping(), { code: "ERR_NOT_OPEN" });
    const opened = once(socket, "open");
    peer.write(response(head, [...good, "Sec-WebSocket-Protocol: v2"]));
    await opened;
    assert.equal(socket.protocol, "v2");
    socket.terminate();
  });

  it("fails when the server chooses no subprotocol, unless that is allowed (WHATWG WebSockets §2)", async (t) => {
    const answer = (peer: RawPeer, head: string): void => peer.write(response(head, good));
    const strict = await attempt(t, path, answer, path.options(t), ["v1"]);
    assert.equal((strict.error as HandshakeError).code, "WS_ERR_SUBPROTOCOL_MISSING");
    const lax = await attempt(t, path, answer, { ...path.options(t), requireSubprotocol: false }, ["v1"]);
    assert.deepEqual([lax.events, lax.socket.protocol], [["open"], ""]);
  });

  it("is not repeated elsewhere: redirects are not followed (RFC 6455 §4.1)", async (t) => {
    const other = await path.listen(t);
    for (const status of [301, 302, 303, 307, 308]) {
      const text = `HTTP/1.1 ${status} Moved\r\nLocation: http://127.0.0.1:${other.port}/\r\nContent-Length: 0\r\n\r\n`;
      const { error } = await attempt(t, path, (peer) => peer.write(text), {
        ...path.options(t),
        headers: { Authorization: "secret" },
      });
      assert.equal((error as HandshakeError).response?.status, status);
    }
    assert.equal(other.count, 0);
  });
});

describeOn(clientPaths, "giving up an attempt", { timeout: 10_000 }, (path) => {
  for (const way of ["close", "terminate", "abort"] as const) {
    it(`by ${way}: closing at once, then error and 1006, and the connection ends`, async (t) => {
      const server = await path.listen(t);
      const controller = new AbortController();
      const reason = new Error("changed my mind");
      const socket = new WebSocket(server.url(), [], { ...path.options(t), signal: controller.signal });
      const events: string[] = [];
      socket.on("open", () => events.push("open"));
      socket.on("error", (error) => events.push(`error ${error.message}`));
      socket.on("close", (code) => events.push(`close ${code}`));
      assert.equal(socket.readyState, 0);
      assert.throws(() => socket.close(999), { code: "ERR_INVALID_CLOSE_CODE" });
      const peer = await server.nextPeer();
      await peer.readHead();
      if (way === "abort") controller.abort(reason);
      else socket[way]();
      assert.equal(socket.readyState, 2);
      assert.deepEqual(events, []);
      assert.equal(socket.send("x"), false);
      await socket.closed;
      const message = way === "abort" ? reason.message : "close() was called before the connection was established";
      assert.deepEqual(events, [`error ${message}`, "close 1006"]);
      assert.equal(socket.readyState, 3);
      await peer.ended;
      socket.close();
      socket.terminate();
      assert.deepEqual(events.length, 2);
    });
  }

  it("a signal that is aborted already, or has no Error as its reason", async (t) => {
    const server = await path.listen(t);
    const socket = new WebSocket(server.url(), [], { ...path.options(t), signal: AbortSignal.abort("enough") });
    const [error] = await once(socket, "error");
    assert.match((error as Error).message, /enough/);
    assert.equal(socket.readyState, 3);
  });

  it("a signal ends an open connection, and is let go of at the end", async (t) => {
    const server = await path.listen(t);
    const controller = new AbortController();
    for (const isAborted of [false, true]) {
      const socket = new WebSocket(server.url(), [], { ...path.options(t), signal: controller.signal });
      const opened = once(socket, "open");
      await (await server.nextPeer()).acceptUpgrade();
      await opened;
      if (isAborted) controller.abort();
      else socket.terminate();
      assert.equal((await socket.closed).code, 1006);
    }
  });

  it("without any listener throws nothing", async (t) => {
    const server = await path.listen(t);
    const socket = new WebSocket(server.url(), [], path.options(t));
    const peer = await server.nextPeer();
    peer.reset();
    assert.equal((await socket.closed).code, 1006);
  });
});

describeOn(
  clientPaths.filter(({ usesAgent }) => usesAgent),
  "an agent",
  { timeout: 10_000 },
  (path) => {
    it("makes the connection, and leaves no timer on it that would cut a quiet socket", async (t) => {
      const server = new WebSocketServer({ port: 0, host: "127.0.0.1", tls: path.certificate });
      await once(server, "listening");
      t.after(() => server.close());
      server.on("connection", (socket) => socket.on("message", (data) => socket.send(data)));
      const { port } = server.address() as AddressInfo;
      const options = { keepAlive: true, timeout: 50, ca: path.certificate?.cert };
      const agent = path.isSecure ? new HttpsAgent(options) : new HttpAgent(options);
      let made: Socket | undefined;
      const { createConnection } = agent;
      agent.createConnection = (...args) => {
        made = createConnection.apply(agent, args) as Socket; // a net.Socket or a TLSSocket
        return made;
      };
      const socket = new WebSocket(`${path.scheme}//127.0.0.1:${port}/`, [], { ...path.options(t), agent });
      await once(socket, "open");
      assert.equal(made?.timeout, 0);
      socket.send("still here");
      assert.equal((await once(socket, "message"))[0], "still here");
      socket.close(1000);
      assert.equal((await socket.closed).wasClean, true);
      agent.destroy();
    });
  },
);

describe("TLS of a client", { timeout: 10_000 }, () => {
  it("refuses a certificate that it cannot verify, and takes it with its authority or when told to", async (t) => {
    const tls = createSelfSigned();
    const server = new WebSocketServer({ port: 0, host: "127.0.0.1", tls });
    await once(server, "listening");
    t.after(() => server.close());
    const url = `wss://localhost:${(server.address() as AddressInfo).port}/`;
    const lookup = { host: "127.0.0.1" };
    const refused = new WebSocket(url, [], { tls: lookup });
    const [error] = (await once(refused, "error")) as [NodeJS.ErrnoException];
    assert.equal(error.code, "DEPTH_ZERO_SELF_SIGNED_CERT");
    assert.equal((await refused.closed).code, 1006);
    for (const options of [{ ca: tls.cert }, { rejectUnauthorized: false }]) {
      const socket = new WebSocket(url, [], { tls: { ...lookup, ...options } });
      await once(socket, "open");
      socket.close();
      await socket.closed;
    }
    const wrongName = new WebSocket(url, [], { tls: { ...lookup, ca: tls.cert, servername: "other.example" } });
    assert.equal(((await once(wrongName, "error")) as [NodeJS.ErrnoException])[0].code, "ERR_TLS_CERT_ALTNAME_INVALID");
  });
});
