import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, createSecureServer, createServer, type Http2SecureServer } from "node:http2";
import type { AddressInfo, Server } from "node:net";
import { describe, it, type TestContext } from "node:test";
import { createSelfSigned, until } from "@longwire/testkit";
import { HandshakeError } from "../client/handshake-error.ts";
import type { ServerOptions } from "../server/server-options.ts";
import { WebSocketServer } from "../server/web-socket-server.ts";
import { WebSocket } from "../socket/web-socket.ts";
import { Http2Pool } from "./http2-pool.ts";

const tls = createSelfSigned();
const trust = { ca: tls.cert };

async function start(t: TestContext, options: ServerOptions<undefined> = {}): Promise<[WebSocketServer, string]> {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1", http2: true, ...options });
  server.on("connection", (socket) => socket.on("message", (data) => socket.send(data)));
  await once(server, "listening");
  t.after(() => {
    for (const socket of server.clients) socket.terminate();
    return server.close();
  });
  const { port } = server.address() as AddressInfo; // a TCP server that listens
  return [server, `${options.tls === undefined ? "ws" : "wss"}://127.0.0.1:${port}/`];
}

async function portOf(t: TestContext, server: Server | Http2SecureServer): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  return (server.address() as AddressInfo).port;
}

async function echo(socket: WebSocket, text: string): Promise<void> {
  socket.send(text);
  assert.equal((await once(socket, "message"))[0], text);
}

function versionOf(server: WebSocketServer): Promise<string> {
  return once(server, "connection").then(([, request]) => request.httpVersion);
}

for (const isSecure of [false, true]) {
  const options = isSecure ? { tls } : {};
  const clientTls = isSecure ? { tls: trust } : {};
  describe(`a client with http2 over ${isSecure ? "wss" : "ws"}`, { timeout: 10_000 }, () => {
    it("opens many sockets over one connection, and another when there is no room", async (t) => {
      const [server, url] = await start(t, options);
      const pool = new Http2Pool({ maxTunnels: 5 });
      t.after(() => pool.close());
      const sockets = Array.from({ length: 12 }, () => new WebSocket(url, [], { ...clientTls, http2: { pool } }));
      await Promise.all(sockets.map((socket) => once(socket, "open")));
      assert.deepEqual([server.clients.size, pool.size], [12, 3]);
      await Promise.all(sockets.map((socket, i) => echo(socket, `number ${i}`)));
      for (const socket of sockets) socket.close(1000, "done");
      for (const { code, reason, wasClean } of await Promise.all(sockets.map((socket) => socket.closed))) {
        assert.deepEqual([code, reason, wasClean], [1000, "", true]);
      }
    });

    it("falls back to HTTP/1.1 where the server takes no WebSockets over HTTP/2, and remembers it", async (t) => {
      const [server, url] = await start(t, { ...options, http2: false });
      const pool = new Http2Pool();
      for (let i = 0; i < 2; i += 1) {
        const version = versionOf(server);
        const socket = new WebSocket(url, [], { ...clientTls, http2: { pool } });
        await once(socket, "open");
        assert.equal(await version, "1.1");
        await echo(socket, "hi");
        socket.terminate();
        assert.equal(pool.size, 0);
      }
    });

    it('"only" fails there, with the rule', async (t) => {
      const [, url] = await start(t, { ...options, http2: false });
      const socket = new WebSocket(url, [], { ...clientTls, http2: { pool: new Http2Pool(), fallback: false } });
      const [error] = await once(socket, "error");
      assert.ok(error instanceof HandshakeError);
      assert.equal(error.code, "WS_ERR_CONNECT_NOT_SUPPORTED");
      assert.equal((await socket.closed).code, 1006);
    });

    it("uses a session of the caller's, and leaves it open", async (t) => {
      const [server, url] = await start(t, options);
      const session = connect(url.replace("ws", "http"), trust);
      t.after(() => session.destroy());
      for (let i = 0; i < 2; i += 1) {
        const version = versionOf(server);
        const socket = new WebSocket(url, ["a"], { http2: { session, fallback: false }, requireSubprotocol: false });
        await once(socket, "open");
        assert.equal(await version, "2.0");
        await echo(socket, "over mine");
        socket.close();
        assert.equal((await socket.closed).wasClean, true);
      }
      assert.equal(session.destroyed, false);
    });
  });
}

describe("a client with http2", { timeout: 10_000 }, () => {
  it("true shares a pool of the process, which lets go of idle connections", async (t) => {
    const [server, url] = await start(t);
    const version = versionOf(server);
    const [one, two] = [new WebSocket(url, [], { http2: true }), new WebSocket(url, [], { http2: "only" })];
    await Promise.all([once(one, "open"), once(two, "open")]);
    assert.equal(await version, "2.0");
    one.terminate();
    two.terminate();
    await Promise.all([one.closed, two.closed]);
  });

  it("closes a connection that is idle", async (t) => {
    const [, url] = await start(t);
    const pool = new Http2Pool({ idleTimeoutMs: 20 });
    const socket = new WebSocket(url, [], { http2: { pool } });
    await once(socket, "open");
    assert.equal(pool.size, 1);
    socket.close();
    await socket.closed;
    await until("the connection is let go", () => pool.size === 0);
  });

  it("edge 84: sends no :protocol before the server's SETTINGS, and none without the setting (RFC 8441 §3)", async (t) => {
    const server = createServer();
    let streams = 0;
    server.on("stream", () => {
      streams += 1;
    });
    const port = await portOf(t, server);
    const socket = new WebSocket(`ws://127.0.0.1:${port}/`, [], { http2: { pool: new Http2Pool(), fallback: false } });
    const [error] = await once(socket, "error");
    assert.equal((error as HandshakeError).code, "WS_ERR_CONNECT_NOT_SUPPORTED");
    assert.equal(streams, 0);
  });

  it("edge 88: falls back from an HTTP/2 server without RFC 8441 to HTTP/1.1 on the same port", async (t) => {
    const http = createSecureServer({ ...tls, allowHTTP1: true });
    const port = await portOf(t, http);
    const server = new WebSocketServer({ server: http });
    t.after(() => server.close());
    const version = versionOf(server);
    const socket = new WebSocket(`wss://127.0.0.1:${port}/`, [], { tls: trust, http2: { pool: new Http2Pool() } });
    await once(socket, "open");
    assert.equal(await version, "1.1");
    socket.terminate();
  });

  it("fails with status and headers where the server refuses, and does not fall back", async (t) => {
    const [, url] = await start(t, { path: "/other" });
    const socket = new WebSocket(url, [], { http2: { pool: new Http2Pool() } });
    const [error] = await once(socket, "error");
    assert.ok(error instanceof HandshakeError);
    assert.deepEqual([error.code, error.response?.status], ["WS_ERR_STATUS_NOT_200", 404]);
  });

  it("settles when the stream ends before an answer, by reset, END_STREAM or the end of the connection", async (t) => {
    for (const way of ["reset", "end", "destroy", "goaway"] as const) {
      const server = createServer({ settings: { enableConnectProtocol: true } });
      server.on("stream", (stream) => {
        stream.on("error", () => undefined);
        if (way === "reset") stream.close(2);
        else if (way === "end") stream.respond({ ":status": 502 }, { endStream: true });
        else if (way === "destroy") stream.session?.destroy();
        else stream.session?.destroy(undefined, 11);
      });
      server.on("sessionError", () => undefined);
      const port = await portOf(t, server);
      const http2 = { pool: new Http2Pool(), fallback: false };
      const socket = new WebSocket(`ws://127.0.0.1:${port}/`, [], { http2 });
      const [error] = await once(socket, "error");
      assert.ok(error instanceof Error, way);
      assert.equal((await socket.closed).code, 1006, way);
    }
  });

  it("is silent for handshakeTimeoutMs at most, and can be given up", async (t) => {
    const server = createServer({ settings: { enableConnectProtocol: true } });
    const port = await portOf(t, server);
    const url = `ws://127.0.0.1:${port}/`;
    const pool = new Http2Pool();
    const late = new WebSocket(url, [], { http2: { pool }, limits: { handshakeTimeoutMs: 50 } });
    const [error] = await once(late, "error");
    assert.match((error as Error).message, /within 50 ms/);
    const controller = new AbortController();
    const given = new WebSocket(url, [], { http2: { pool }, signal: controller.signal });
    controller.abort(new Error("enough"));
    assert.match((await once(given, "error"))[0].message, /enough/);
    pool.close();
  });

  it("tells what the network said", async () => {
    const http2 = { pool: new Http2Pool() };
    const socket = new WebSocket("ws://127.0.0.1:1/", [], { http2 });
    assert.equal((await once(socket, "error"))[0].code, "ECONNREFUSED");
    assert.equal(http2.pool.size, 0);
  });

  it("refuses a certificate that it cannot verify", async (t) => {
    const [, url] = await start(t, { tls });
    const socket = new WebSocket(url, [], { http2: { pool: new Http2Pool() } });
    assert.equal((await once(socket, "error"))[0].code, "DEPTH_ZERO_SELF_SIGNED_CERT");
  });

  it("edge 87: terminate is RST_STREAM, which the server sees as 1006 while the sibling goes on", async (t) => {
    const [server, url] = await start(t);
    const pool = new Http2Pool();
    t.after(() => pool.close());
    const [one, two] = [0, 1].map(() => new WebSocket(url, [], { http2: { pool } })) as [WebSocket, WebSocket];
    await Promise.all([once(one, "open"), once(two, "open")]);
    const codes: number[] = [];
    for (const socket of server.clients) socket.on("close", (code) => codes.push(code));
    one.terminate();
    await until("the server has noticed", () => codes.length > 0);
    assert.deepEqual([codes, pool.size], [[1006], 1]);
    await echo(two, "still here");
    two.terminate();
  });

  it("does not go with an agent, and takes one of session and pool", async () => {
    const { Agent } = await import("node:http");
    assert.throws(() => new WebSocket("ws://h/", [], { http2: true, agent: new Agent() }), { name: "UsageError" });
    assert.throws(() => new Http2Pool({ maxTunnels: 0 }), { name: "UsageError" });
    assert.throws(() => new Http2Pool({ streamWindowBytes: 2 ** 31 }), { name: "UsageError" });
  });
});
