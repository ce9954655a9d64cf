import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { describe, it } from "node:test";
import { encodeRawRequest, RawPeer, until } from "@longwire/testkit";
import type { WebSocket } from "../socket/web-socket.ts";
import { describeOn, type ServerPath, type StartedServer, serverPaths } from "../testing/server-paths.ts";
import type { UpgradeRequest } from "./upgrade-request.ts";
import { WebSocketServer } from "./web-socket-server.ts";

/** Opens `count` raw clients, with the server's socket of each. */
async function open(
  path: ServerPath,
  { server, port }: Pick<StartedServer<undefined>, "server" | "port">,
  count: number,
): Promise<[RawPeer, WebSocket][]> {
  const pairs: [RawPeer, WebSocket][] = [];
  for (let i = 0; i < count; i += 1) {
    const connected = once(server, "connection");
    const peer = await path.open(port);
    pairs.push([peer, (await connected)[0] as WebSocket]);
  }
  return pairs;
}

/** Answers a Close as a client does, and ends. @returns what was received. */
async function sayGoodBye(peer: RawPeer): Promise<{ code: number | undefined; reason: string }> {
  const close = await peer.readClose();
  const payload = Buffer.alloc(2);
  payload.writeUInt16BE(close.code ?? 1000);
  peer.sendMasked({ opcode: 8, payload });
  await peer.ended;
  peer.end();
  return close;
}

describe("server", { timeout: 10_000 }, () => {
  it("listens, tells where, and emits an error for a port that is taken", async (t) => {
    const listening = new WebSocketServer({ port: 0, host: "127.0.0.1" });
    assert.equal(listening.address(), null);
    await once(listening, "listening");
    const { port, address } = listening.address() as AddressInfo;
    assert.equal(address, "127.0.0.1");
    t.after(() => listening.close());
    const other = new WebSocketServer({ port, host: "127.0.0.1" });
    const [error] = (await once(other, "error")) as [NodeJS.ErrnoException];
    assert.equal(error.code, "EADDRINUSE");
    await other.close();
  });

  it("is disposed of by await using", async () => {
    let port = 0;
    {
      await using server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
      await once(server, "listening");
      port = (server.address() as AddressInfo).port;
    }
    await assert.rejects(RawPeer.connect(port), { code: "ECONNREFUSED" });
  });

  it("that closes before its port is open, or with nothing open, resolves", async () => {
    await new WebSocketServer({ port: 0 }).close();
    const idle = new WebSocketServer({ noServer: true });
    await idle.close();
    await idle.close();
  });
});

describeOn(serverPaths, "server.close", { timeout: 20_000 }, (path) => {
  it("sends 1001 to all, waits for them, frees the port, and resolves once for all callers", async (t) => {
    const { server, port } = await path.start(t);
    const pairs = await open(path, { server, port }, 3);
    const codes: number[] = [];
    for (const [, socket] of pairs) socket.on("close", (code) => codes.push(code));
    let closeEvents = 0;
    server.on("close", () => {
      closeEvents += 1;
    });
    const closing = server.close();
    assert.equal(server.close(), closing);
    const seen = await Promise.all(pairs.map(([peer]) => sayGoodBye(peer)));
    await closing;
    assert.deepEqual(seen, Array(3).fill({ code: 1001, reason: "" }));
    assert.deepEqual(codes, [1001, 1001, 1001]);
    assert.equal(server.clients.size, 0);
    assert.equal(closeEvents, 1);
    // A port of its own is free again; that of an http server is the http server's.
    const next = createServer().listen(port, "127.0.0.1");
    const listening = once(next, "listening");
    await (path.isAttached ? assert.rejects(listening, { code: "EADDRINUSE" }) : listening);
    next.close();
  });

  it("says another code and reason when told to, and nothing that must not be said", async (t) => {
    const { server, port } = await path.start(t);
    const [pair] = await open(path, { server, port }, 1);
    for (const bad of [{ code: 1005 }, { code: 999 }, { code: 1012, reason: "x".repeat(124) }]) {
      assert.throws(() => server.close(bad), { name: "UsageError" });
    }
    assert.ok(pair !== undefined);
    assert.equal(pair[1].readyState, 1);
    const closing = server.close({ code: 1012, reason: "back soon" });
    assert.deepEqual(await sayGoodBye(pair[0]), { code: 1012, reason: "back soon" });
    await closing;
  });

  it("ends handshakes in progress, also those that authenticate and those refused", async (t) => {
    const signals: AbortSignal[] = [];
    const { server, port } = await path.start(t, {
      path: "/",
      authenticate: ({ signal }) => {
        signals.push(signal);
        return new Promise(() => {});
      },
    });
    const [asking, refused] = [await path.connect(port), await path.connect(port)];
    // Without a request it is the http server's, which an attached server does not end.
    const silent = path.isAttached ? [] : [await path.connect(port)];
    const peers = [asking, refused, ...silent];
    asking.write(encodeRawRequest());
    refused.write(encodeRawRequest({ target: "/x" }));
    await until("all are known", () => server.pendingHandshakes === peers.length && signals.length === 1);
    await server.close();
    await Promise.all(peers.map((peer) => peer.ended));
    for (const peer of peers) peer.destroy();
    assert.equal(server.pendingHandshakes, 0);
    assert.equal(signals[0]?.aborted, true);
  });

  it("does not wait longer than closeTimeoutMs for peers that do not answer", async (t) => {
    const { server, port } = await path.start(t, { limits: { closeTimeoutMs: 100 } });
    const [pair] = await open(path, { server, port }, 1);
    const startedAt = performance.now();
    await server.close();
    assert.ok(performance.now() - startedAt < 1000);
    assert.equal(pair?.[1].readyState, 3);
    pair?.[0].destroy();
  });
});

describeOn(serverPaths, "broadcast", { timeout: 20_000 }, (path) => {
  it("reaches all open sockets but those left out, and counts", async (t) => {
    const { server, port } = await path.start(t);
    const pairs = await open(path, { server, port }, 4);
    const sockets = pairs.map(([, socket]) => socket);
    const [a, b, c] = sockets;
    assert.equal(server.broadcast("all"), 4);
    assert.equal(server.broadcast("not a", { except: a }), 3);
    assert.equal(server.broadcast("only b and c", { filter: (socket) => socket === b || socket === c }), 2);
    assert.equal(server.broadcast("none", { filter: () => false }), 0);
    c?.close(1000);
    assert.equal(server.broadcast(Buffer.from("end"), { binary: false }), 3);
    const expected = [
      ["1 all", "1 end"],
      ["1 all", "1 not a", "1 only b and c", "1 end"],
      ["1 all", "1 not a", "1 only b and c", "8 \x03\xe8"],
      ["1 all", "1 not a", "1 end"],
    ];
    for (const [i, [peer]] of pairs.entries()) {
      const texts: string[] = [];
      for (const _ of expected[i] ?? []) {
        const { opcode, payload } = await peer.readFrame();
        texts.push(`${opcode} ${Buffer.from(payload).toString("latin1")}`);
      }
      assert.deepEqual(texts, expected[i]);
      peer.destroy();
    }
  });

  it("encodes the message once for all", async (t) => {
    const { server, port } = await path.start(t);
    const pairs = await open(path, { server, port }, 50);
    const data = Buffer.alloc(200_000, "x");
    const before = process.memoryUsage().arrayBuffers;
    assert.equal(server.broadcast(data), 50);
    const grown = process.memoryUsage().arrayBuffers - before;
    assert.ok(grown < 10 * data.length, `${grown} bytes for one message of ${data.length}`);
    for (const [peer] of pairs) peer.destroy();
  });

  it("takes what send takes, and nothing else", async (t) => {
    const { server } = await path.start(t);
    for (const bad of [5, {}, null, undefined, new Blob([])]) {
      assert.throws(() => server.broadcast(bad as never), { code: "ERR_INVALID_ARGUMENT" });
    }
  });

  it("stays whole between the fragments of a message that a socket is sending (RFC 6455 §5.4)", async (t) => {
    const { server, port } = await path.start(t);
    const [pair] = await open(path, { server, port }, 1);
    assert.ok(pair !== undefined);
    const [peer, socket] = pair;
    socket.send("one ", { fin: false });
    assert.equal(server.broadcast("in between"), 1);
    // A flush in the meantime finds bytes that wait but may not leave yet.
    await new Promise((resolve) => setImmediate(resolve));
    socket.send("message");
    const frames = [await peer.readFrame(), await peer.readFrame(), await peer.readFrame()];
    const shown = frames.map(({ fin, opcode, payload }) => [fin, opcode, Buffer.from(payload).toString()]);
    assert.deepEqual(shown, [
      [false, 1, "one "],
      [true, 0, "message"],
      [true, 1, "in between"],
    ]);
    peer.destroy();
  });

  it("goes on for the others when one reader is too slow, and does not count that one", async (t) => {
    const { server, port } = await path.start(t, { limits: { maxBufferedBytes: 200_000, closeTimeoutMs: 200 } });
    const pairs = await open(path, { server, port }, 3);
    const slow = pairs[0];
    const others = pairs.slice(1);
    assert.ok(slow !== undefined);
    slow[0].socket.pause();
    const message = Buffer.alloc(100_000, 1);
    let count = 3;
    let rounds = 0;
    while (slow[1].readyState === 1 && rounds < 500) {
      assert.equal(count, 3);
      count = server.broadcast(message);
      rounds += 1;
      for (const [peer] of others) assert.equal((await peer.readFrame()).payload.length, message.length);
    }
    // Already in the round that ended it.
    assert.equal(count, 2);
    assert.equal(slow[1].readyState, 2);
    const { code, cause } = await slow[1].closed;
    assert.deepEqual([code, cause?.id], [3008, "slow-reader"]);
    assert.equal(server.broadcast("still here"), 2);
    for (const [peer] of pairs) peer.destroy();
  });
});

describeOn(serverPaths, "request of a connection", { timeout: 20_000 }, (path) => {
  it("has target, path, query, headers and addresses", async (t) => {
    const { server, port } = await path.start(t, { subprotocols: ["b", "a"] });
    const connected = once(server, "connection");
    const origin = `${path.isSecure ? "https" : "http"}://chat.example:81`;
    const headers = {
      Host: "chat.example:81",
      Origin: origin,
      Cookie: "a=1\r\nCookie: b=2",
      "X-Same": "1\r\nx-same: 2",
      "Sec-WebSocket-Protocol": "a, b\r\nSec-WebSocket-Protocol: c",
      constructor: "own",
    };
    const extra = "__proto__: polluted\r\n";
    const peer = await path.connect(port);
    peer.write(encodeRawRequest({ target: "/chat?room=1&x=%20", headers }).replace(/\r\n\r\n$/, `\r\n${extra}\r\n`));
    const answer = await peer.readAnswer();
    assert.equal(answer.headers.get("sec-websocket-protocol"), "a");
    const [socket, request] = (await connected) as [WebSocket, UpgradeRequest<undefined>];
    assert.equal(socket.protocol, "a");
    assert.equal(socket.url, "/chat?room=1&x=%20");
    assert.deepEqual([request.method, request.url], ["GET", "/chat?room=1&x=%20"]);
    assert.deepEqual([request.path, request.query], ["/chat", "room=1&x=%20"]);
    assert.deepEqual([request.host, request.origin], ["chat.example:81", origin]);
    assert.deepEqual(request.subprotocols, ["a", "b", "c"]);
    assert.equal(request.headers["x-same"], "1, 2");
    assert.equal(request.headers["X-Same"], undefined);
    assert.equal(request.headers.constructor, "own");
    assert.equal(request.headers.toString, undefined);
    assert.equal(Object.getPrototypeOf(request.headers), null);
    assert.ok(Object.hasOwn(request.headers, "__proto__"));
    assert.equal(new Map(Object.entries(request.headers)).get("__proto__"), "polluted");
    assert.equal(request.remoteAddress, "127.0.0.1");
    assert.equal(request.isSecure, path.isSecure);
    assert.equal(request.signal.aborted, false);
    assert.equal(request.rawHeaders.filter(([name]) => name.toLowerCase() === "x-same").length, 2);
    peer.destroy();
  });

  it("takes more response headers, and may choose the subprotocol by function", async (t) => {
    const { port } = await path.start(t, {
      responseHeaders: (request) => [["Set-Cookie", `path=${request.path}`]],
      subprotocols: (offered, request) => (request.path === "/v2" ? offered.at(-1) : undefined),
    });
    const peer = await path.connect(port);
    const answer = await peer.request({ target: "/v2", headers: { "Sec-WebSocket-Protocol": "one, two" } });
    assert.equal(answer.headers.get("set-cookie"), "path=/v2");
    assert.equal(answer.headers.get("sec-websocket-protocol"), "two");
    peer.destroy();
    const other = await path.connect(port);
    const none = await other.request({ headers: { "Sec-WebSocket-Protocol": "one" } });
    // RFC 6455 §4.2.2: none agreed, no header.
    assert.equal(none.headers.has("sec-websocket-protocol"), false);
    other.destroy();
  });
});
