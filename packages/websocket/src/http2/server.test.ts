import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, Socket } from "node:net";
import { describe, it, type TestContext } from "node:test";
import {
  connectFields,
  connectHeaders,
  createSelfSigned,
  encodeHeaders,
  Http2Peer,
  http2Frames,
  RawHttp2Peer,
  RawPeer,
} from "@longwire/testkit";
import type { RefusalAnswer } from "@longwire/wire";

import { refuse } from "../server/refuse.ts";
import type { ServerOptions } from "../server/server-options.ts";
import type { UpgradeRequest } from "../server/upgrade-request.ts";
import { WebSocketServer } from "../server/web-socket-server.ts";
import type { WebSocket } from "../socket/web-socket.ts";

const tls = createSelfSigned();
const CANCEL = 8;
const PROTOCOL_ERROR = 1;

interface Started {
  readonly server: WebSocketServer<unknown>;
  readonly port: number;
  readonly refused: string[];
}

async function start(t: TestContext, options: ServerOptions<unknown> = {}): Promise<Started> {
  const server = new WebSocketServer<unknown>({ port: 0, host: "127.0.0.1", http2: true, ...options });
  const refused: string[] = [];
  server.on("refused", (refusal: RefusalAnswer & { id?: string }) => refused.push(refusal.id ?? refusal.message));
  await once(server, "listening");
  t.after(() => {
    for (const socket of server.clients) socket.terminate();
    return server.close();
  });
  return { server, port: (server.address() as AddressInfo).port, refused }; // a TCP server that listens
}

async function connect(t: TestContext, port: number, isSecure = false): Promise<Http2Peer> {
  const peer = await Http2Peer.open(port, isSecure ? { ca: tls.cert } : {});
  t.after(() => peer.destroy());
  return peer;
}

type Accepted = [socket: WebSocket, request: UpgradeRequest<unknown>];

for (const isSecure of [false, true]) {
  const options = isSecure ? { tls } : {};
  describe(`a server with http2 ${isSecure ? "over TLS" : "in clear text"}`, { timeout: 10_000 }, () => {
    it("edge 84: says in its first SETTINGS that it takes extended CONNECT (RFC 8441 §3)", async (t) => {
      const { port } = await start(t, options);
      const { session } = await connect(t, port, isSecure);
      assert.equal(session.remoteSettings?.enableConnectProtocol, true);
      assert.equal(session.remoteSettings?.maxConcurrentStreams, 100);
    });

    it("edge 86: answers 200, gives the application the same socket and the same facts", async (t) => {
      const { server, port } = await start(t, {
        ...options,
        subprotocols: ["b"],
        responseHeaders: () => [["X-A", "1"]],
      });
      const peer = await connect(t, port, isSecure);
      const connection = once(server, "connection") as Promise<Accepted>;
      const authority = `127.0.0.1:${port}`;
      const tunnel = peer.request(
        connectHeaders({
          ":path": "/chat?room=1",
          ":authority": authority,
          origin: `${isSecure ? "https" : "http"}://${authority}`,
          cookie: ["a=1", "b=2"],
          "sec-websocket-protocol": "a, b",
        }),
      );
      const [headers] = await once(tunnel.stream, "response");
      assert.deepEqual([headers[":status"], headers["sec-websocket-protocol"], headers["x-a"]], [200, "b", "1"]);
      assert.equal(headers["sec-websocket-accept"], undefined);
      const [socket, request] = await connection;
      assert.deepEqual(
        [request.method, request.httpVersion, request.url, request.path, request.query, request.host],
        ["CONNECT", "2.0", "/chat?room=1", "/chat", "room=1", authority],
      );
      assert.deepEqual([request.headers.host, request.headers.cookie], [authority, "a=1; b=2"]);
      assert.deepEqual([request.isSecure, request.remoteAddress], [isSecure, "127.0.0.1"]);
      assert.deepEqual([socket.protocol, socket.url], ["b", "/chat?room=1"]);
    });

    it("edge 88: frames in any DATA frames come as messages, and go back", async (t) => {
      const { server, port } = await start(t, options);
      server.on("connection", (socket) => socket.on("message", (data) => socket.send(data)));
      const tunnel = await (await connect(t, port, isSecure)).tunnel();
      for (const byte of [0x81, 0x82, 0, 0, 0, 0, 0x68, 0x69]) {
        tunnel.stream.write(Buffer.of(byte));
        await new Promise((resolve) => setImmediate(resolve));
      }
      assert.equal(Buffer.from((await tunnel.frame(1)).payload).toString(), "hi");
      tunnel.send({ opcode: 2, payload: Buffer.alloc(300_000, 7) });
      assert.deepEqual(Buffer.from((await tunnel.frame(2)).payload), Buffer.alloc(300_000, 7));
    });

    it("takes HTTP/1.1 on the same port", async (t) => {
      const { server, port } = await start(t, options);
      server.on("connection", (socket) => socket.on("message", (data) => socket.send(data)));
      const peer = await RawPeer.open(port, { tls: isSecure });
      peer.sendMasked({ opcode: 1, payload: Buffer.from("over 1.1") });
      assert.equal(Buffer.from((await peer.readFrame()).payload).toString(), "over 1.1");
      peer.destroy();
    });
  });
}

describe("the end of a tunnel", { timeout: 10_000 }, () => {
  it("edge 87: after the closing handshake the server ends with END_STREAM, not RST_STREAM (RFC 8441 §5)", async (t) => {
    const { server, port } = await start(t);
    const connection = once(server, "connection") as Promise<Accepted>;
    const tunnel = await (await connect(t, port)).tunnel();
    const [socket] = await connection;
    tunnel.send({ opcode: 8, payload: Buffer.of(3, 232) });
    await tunnel.ended;
    assert.deepEqual([...(await tunnel.frame(8)).payload], [3, 232]);
    assert.equal(tunnel.stream.closed, false);
    tunnel.stream.end();
    assert.equal(await tunnel.closed, 0);
    const { code, wasClean } = await socket.closed;
    assert.deepEqual([code, wasClean], [1000, true]);
  });

  it("the server closes first, and waits for the client's END_STREAM", async (t) => {
    const { server, port } = await start(t);
    server.on("connection", (socket) => socket.close(4000, "bye"));
    const tunnel = await (await connect(t, port)).tunnel();
    tunnel.send({ opcode: 8, payload: (await tunnel.frame(8)).payload });
    await tunnel.ended;
    tunnel.stream.end();
    assert.equal(await tunnel.closed, 0);
  });

  it("edge 87: END_STREAM without Close is a FIN: 1006, and the server ends too", async (t) => {
    const { server, port } = await start(t);
    const connection = once(server, "connection") as Promise<Accepted>;
    const tunnel = await (await connect(t, port)).tunnel();
    tunnel.stream.end();
    const [socket] = await connection;
    assert.equal((await socket.closed).code, 1006);
    await tunnel.closed;
  });

  it("edge 87: RST_STREAM is a reset: 1006 at once, and the siblings go on", async (t) => {
    const { server, port } = await start(t);
    server.on("connection", (socket) => socket.on("message", (data) => socket.send(data)));
    const peer = await connect(t, port);
    const sibling = await peer.tunnel();
    const connection = once(server, "connection") as Promise<Accepted>;
    const tunnel = await peer.tunnel();
    const [socket] = await connection;
    tunnel.stream.close(CANCEL);
    assert.equal((await socket.closed).code, 1006);
    sibling.send({ opcode: 1, payload: Buffer.from("here") });
    assert.equal(Buffer.from((await sibling.frame(1)).payload).toString(), "here");
  });

  it("edge 87: terminate is RST_STREAM with CANCEL, also while much waits", async (t) => {
    const { server, port } = await start(t);
    for (const bytes of [0, 1_000_000]) {
      server.once("connection", (socket) => {
        if (bytes > 0) socket.send(Buffer.alloc(bytes));
        setImmediate(() => socket.terminate());
      });
      const tunnel = await (await connect(t, port)).tunnel();
      assert.equal(await tunnel.closed, CANCEL);
    }
  });

  it("a connection that breaks ends all its tunnels with 1006", async (t) => {
    const { server, port } = await start(t);
    const peer = await connect(t, port);
    await Promise.all([peer.tunnel(), peer.tunnel()]);
    const ends = [...server.clients].map((socket) => socket.closed);
    assert.equal(ends.length, 2);
    peer.session.socket.resetAndDestroy();
    for (const { code } of await Promise.all(ends)) assert.equal(code, 1006);
  });

  it("half a TCP connection is none: a FIN of the peer ends all its tunnels", async (t) => {
    const { server, port } = await start(t);
    const raw = await RawHttp2Peer.open(port);
    const connection = once(server, "connection") as Promise<Accepted>;
    raw.write(encodeHeaders(1, connectFields));
    const [socket] = await connection;
    raw.socket.end();
    assert.equal((await socket.closed).code, 1006);
    await raw.closed;
  });

  it("server.close sends 1001, waits for the tunnels, and ends the connection", async (t) => {
    const { server, port } = await start(t);
    const peer = await connect(t, port);
    const tunnel = await peer.tunnel();
    const closing = server.close();
    const close = await tunnel.frame(8);
    assert.deepEqual([...close.payload], [3, 233]);
    tunnel.send({ opcode: 8, payload: close.payload });
    await tunnel.ended;
    tunnel.stream.end();
    await closing;
    await peer.closed;
    assert.deepEqual(new Set(peer.goaways), new Set([0]));
  });

  it("server.close does not wait for ever for a peer that does not", async (t) => {
    const { server, port } = await start(t, { limits: { closeTimeoutMs: 50 } });
    const peer = await connect(t, port);
    await peer.tunnel();
    await server.close();
    await peer.closed;
  });
});

describe("refusals over HTTP/2", { timeout: 10_000 }, () => {
  it("map to statuses, with a text and without a tunnel", async (t) => {
    const { port, refused } = await start(t, {
      path: "/",
      authenticate: ({ query }) => {
        if (query === "throw") throw new Error("broken");
        return query === "no" ? refuse(401, "log in first", [["WWW-Authenticate", "Basic"]]) : undefined;
      },
      http2: { refusalBurst: 100 },
    });
    const peer = await connect(t, port);
    const rows: [status: number, id: string, headers: Parameters<typeof connectHeaders>[0]][] = [
      [403, "origin-refused", { origin: "https://evil.example" }],
      [404, "path-not-found", { ":path": "/other" }],
      [401, "log in first", { ":path": "/?no" }],
      [500, "internal-error", { ":path": "/?throw" }],
      [400, "version-missing", { "sec-websocket-version": undefined }],
      [400, "version-unsupported", { "sec-websocket-version": "8" }],
      [400, "target-malformed", { ":path": "/a/../b" }],
      [400, "host-malformed", { ":authority": "localhost:99999" }],
      [400, "subprotocol-malformed", { "sec-websocket-protocol": "a, a" }],
      [501, "protocol-not-websocket", { ":protocol": "connect-udp" }],
    ];
    for (const [status, id, headers] of rows) {
      const tunnel = peer.request(connectHeaders(headers));
      assert.equal(await tunnel.status(), status, id);
      await tunnel.ended;
      assert.match(Buffer.from(tunnel.bytes).toString(), /^[^\n]+\n$/);
      assert.equal(refused.pop(), id);
      tunnel.stream.end();
      assert.equal(await tunnel.closed, 0);
    }
  });

  it("edge 85: plain CONNECT is 501, and another method 405", async (t) => {
    const { port, refused } = await start(t);
    const peer = await connect(t, port);
    assert.equal(await peer.request({ ":method": "CONNECT", ":authority": "mail.example:25" }).status(), 501);
    assert.equal(await peer.request({ ":path": "/" }, true).status(), 405);
    assert.deepEqual(refused, ["connect-without-protocol", "method-not-connect"]);
  });

  it("edge 85: connection, upgrade, host and missing parts are a stream error PROTOCOL_ERROR (RFC 8441 §5)", async (t) => {
    const { port, server } = await start(t);
    let accepted = 0;
    server.on("connection", () => {
      accepted += 1;
    });
    const raw = await RawHttp2Peer.open(port);
    const without = (name: string): typeof connectFields => connectFields.filter(([other]) => other !== name);
    const requests: (typeof connectFields)[] = [
      [...connectFields, ["connection", "upgrade"]],
      [...connectFields, ["upgrade", "websocket"]],
      [...connectFields, ["host", "localhost"]],
      [...connectFields, ["transfer-encoding", "chunked"]],
      without(":scheme"),
      without(":path"),
      without(":authority"),
    ];
    for (const [i, fields] of requests.entries()) {
      const stream = 2 * i + 1;
      raw.write(encodeHeaders(stream, fields));
      const reset = await raw.frame(http2Frames.rstStream, stream);
      assert.deepEqual([...reset.payload], [0, 0, 0, PROTOCOL_ERROR], JSON.stringify(fields));
    }
    raw.write(encodeHeaders(99, connectFields));
    await raw.frame(http2Frames.headers, 99);
    assert.equal(accepted, 1);
    raw.socket.destroy();
  });

  it("a silent handshake is answered 408 in time, and a peer that gives up aborts the signal", async (t) => {
    const aborted = Promise.withResolvers<void>();
    const { port, refused } = await start(t, {
      limits: { handshakeTimeoutMs: 50 },
      authenticate: (request, { signal }) =>
        new Promise(() => request.query === "go" && signal.addEventListener("abort", () => aborted.resolve())),
    });
    const peer = await connect(t, port);
    assert.equal(await peer.request().status(), 408);
    assert.deepEqual(refused, ["handshake-timeout"]);
    const { stream } = peer.request(connectHeaders({ ":path": "/?go" }));
    setTimeout(() => stream.close(CANCEL), 20);
    await aborted.promise;
  });

  it("same-origin is the default, by :authority", async (t) => {
    const { port } = await start(t, { tls });
    const peer = await connect(t, port, true);
    const origin = (value: string) => connectHeaders({ ":authority": "a.example:8443", origin: value });
    assert.equal(await peer.request(origin("https://a.example:8443")).status(), 200);
    assert.equal(await peer.request(origin("http://a.example:8443")).status(), 403);
    assert.equal(await peer.request(origin("https://b.example:8443")).status(), 403);
    assert.equal(await peer.request(origin("null")).status(), 403);
  });
});

describe("the option http2", { timeout: 10_000 }, () => {
  it("is off by default: ALPN offers HTTP/1.1 only, and a preface is refused", async (t) => {
    const { port } = await start(t, { http2: false });
    const raw = await RawHttp2Peer.open(port);
    await raw.closed;
    assert.deepEqual(raw.frames.length === 0 || raw.frames[0]?.type !== http2Frames.settings, true);
  });

  it("needs a port or an http2 server, and known limits", () => {
    assert.throws(() => new WebSocketServer({ noServer: true, http2: true }), { code: "ERR_INVALID_ARGUMENT" });
    const unknown = { port: 0, http2: { maxStreams: 1 } as Record<string, number> };
    assert.throws(() => new WebSocketServer(unknown), { message: /http2\.maxStreams is not an option/ });
    assert.throws(() => new WebSocketServer({ port: 0, http2: { maxTunnels: -1 } }), { message: /at least 0/ });
  });

  it("finds the preface however it is cut, and HTTP/1.1 beside it", async (t) => {
    const { port, server } = await start(t);
    const raw = new Socket();
    t.after(() => raw.destroy());
    raw.connect(port, "127.0.0.1");
    await once(raw, "connect");
    raw.setNoDelay(true);
    for (const character of "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n") {
      raw.write(character);
      await new Promise((resolve) => setImmediate(resolve));
    }
    raw.write(Buffer.from("000000040000000000", "hex"));
    const connection = once(server, "connection");
    raw.write(encodeHeaders(1, connectFields));
    await connection;
    const almost = await RawPeer.connect(port);
    almost.write("PRI * HTTP/1.1\r\n\r\n");
    assert.equal((await almost.readAnswer()).status, 405);
  });
});
