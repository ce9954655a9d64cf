import assert from "node:assert/strict";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { describe, it, type TestContext } from "node:test";
import {
  connectFields,
  connectHeaders,
  encodeHeaders,
  encodeHttp2Frame,
  encodeRawFrame,
  Http2Peer,
  http2Frames,
  joinBytes,
  RawHttp2Peer,
  uint32,
  until,
} from "@longwire/testkit";
import type { Limits } from "@longwire/wire";
import { WebSocketServer } from "../server/web-socket-server.ts";
import { type Http2Limits, http2Limits, http2ServerOptions, resolveHttp2Limits } from "./http2-limits.ts";
import { TokenBucket } from "./token-bucket.ts";

const ENHANCE_YOUR_CALM = 11;
const REFUSED_STREAM = 7;
const CANCEL = 8;
const KEY = Uint8Array.of(1, 2, 3, 4);

async function start(
  t: TestContext,
  http2: Partial<Http2Limits>,
  limits: Partial<Limits> = {},
): Promise<[server: WebSocketServer, port: number]> {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1", http2, limits });
  await once(server, "listening");
  t.after(() => {
    for (const socket of server.clients) socket.terminate();
    return server.close();
  });
  return [server, (server.address() as AddressInfo).port]; // a TCP server that listens
}

async function connect(t: TestContext, port: number): Promise<Http2Peer> {
  const peer = await Http2Peer.open(port);
  t.after(() => peer.destroy());
  return peer;
}

async function raw(t: TestContext, port: number): Promise<RawHttp2Peer> {
  const peer = await RawHttp2Peer.open(port);
  t.after(() => peer.socket.destroy());
  return peer;
}

/** A PING whose answer shows that everything before it has been dealt with. @returns false when the connection has ended. */
async function isAlive(peer: RawHttp2Peer): Promise<boolean> {
  const count = peer.frames.length;
  peer.send({ type: http2Frames.ping, payload: new Uint8Array(8) });
  try {
    await until("a PING is answered", () => {
      if (peer.socket.destroyed || peer.socket.readableEnded) throw new Error("gone");
      return peer.frames.slice(count).some(({ type, flags }) => type === http2Frames.ping && flags === 1);
    });
    return true;
  } catch {
    return false;
  }
}

describe("limits of an HTTP/2 connection, at N and N + 1", { timeout: 20_000 }, () => {
  it("maxTunnels: 503, until one has ended", async (t) => {
    const [, port] = await start(t, { maxTunnels: 3 });
    const peer = await connect(t, port);
    const [first] = await Promise.all([peer.tunnel(), peer.tunnel(), peer.tunnel()]);
    const refused = peer.request();
    assert.equal(await refused.status(), 503);
    refused.stream.close();
    await refused.closed;
    first?.stream.close(CANCEL);
    await first?.closed;
    await peer.tunnel();
  });

  it("maxConcurrentStreams: REFUSED_STREAM, and the end of the connection once the peer knows the limit", async (t) => {
    const [, port] = await start(t, { maxConcurrentStreams: 2 });
    const peer = await raw(t, port);
    for (const stream of [1, 3]) {
      peer.write(encodeHeaders(stream, connectFields));
      await peer.frame(http2Frames.headers, stream);
    }
    for (const stream of [5, 7, 9]) {
      peer.write(encodeHeaders(stream, connectFields));
      assert.deepEqual((await peer.frame(http2Frames.rstStream, stream)).payload, uint32(REFUSED_STREAM));
    }
    assert.equal(await isAlive(peer), true);
    // RFC 9113 §6.5.3: an acknowledgement.
    peer.send({ type: http2Frames.settings, flags: 1 });
    peer.write(encodeHeaders(11, connectFields));
    assert.equal(await isAlive(peer), false);
  });

  it("maxHeaderPairs: the stream is reset", async (t) => {
    const [, port] = await start(t, { maxHeaderPairs: 10 });
    const peer = await raw(t, port);
    const more = (count: number): typeof connectFields => [
      ...connectFields,
      ...Array.from({ length: count - connectFields.length }, (_, i): [string, string] => [`x-${i}`, "y"]),
    ];
    peer.write(encodeHeaders(1, more(10)));
    await peer.frame(http2Frames.headers, 1);
    peer.write(encodeHeaders(3, more(11)));
    assert.deepEqual((await peer.frame(http2Frames.rstStream, 3)).payload, uint32(ENHANCE_YOUR_CALM));
    assert.equal(await isAlive(peer), true);
  });

  it("maxInvalidFrames: the connection ends", async (t) => {
    const [, port] = await start(t, { maxInvalidFrames: 3 });
    const peer = await raw(t, port);
    const invalid = (stream: number): void => {
      peer.write(encodeHeaders(stream, [...connectFields, ["connection", "upgrade"]]));
    };
    for (const stream of [1, 3, 5]) invalid(stream);
    assert.equal(await isAlive(peer), true);
    invalid(7);
    invalid(9);
    assert.equal(await isAlive(peer), false);
  });

  it("maxSessionMemoryBytes: new streams are refused; maxRejectedStreams: the connection ends", async (t) => {
    const [server, port] = await start(t, { maxSessionMemoryBytes: 1_000_000, maxRejectedStreams: 3 });
    server.on("connection", (socket) => socket.send(Buffer.alloc(100_000)));
    const peer = await raw(t, port);
    const open = (stream: number): boolean => peer.write(encodeHeaders(stream, connectFields));
    const isRefused = async (stream: number): Promise<void> => {
      open(stream);
      const { payload } = await peer.frame(http2Frames.rstStream, stream);
      assert.deepEqual(payload, uint32(ENHANCE_YOUR_CALM));
    };
    // Nothing of what the tunnels are sent may leave: SETTINGS_INITIAL_WINDOW_SIZE 0.
    peer.send({ type: http2Frames.settings, payload: Uint8Array.of(0, 4, 0, 0, 0, 0) });
    for (let stream = 1; stream <= 19; stream += 2) {
      open(stream);
      await peer.frame(http2Frames.headers, stream);
    }
    // Node ends a connection with the refusal after the one that is too many.
    for (const stream of [21, 23, 25, 27]) await isRefused(stream);
    assert.equal(await isAlive(peer), true);
    open(29);
    assert.equal(await isAlive(peer), false);
  });

  it("maxSettings: the connection ends", async (t) => {
    const [, port] = await start(t, { maxSettings: 4 });
    const settings = (count: number): Uint8Array =>
      encodeHttp2Frame({
        type: http2Frames.settings,
        payload: Buffer.concat(Array.from({ length: count }, () => Buffer.of(0, 4, 0, 1, 0, 0))),
      });
    const peer = await raw(t, port);
    peer.write(settings(4));
    assert.equal(await isAlive(peer), true);
    peer.write(settings(5));
    assert.equal(await isAlive(peer), false);
  });

  it("streamResetBurst: GOAWAY, and nothing new is taken", async (t) => {
    const [server, port] = await start(t, { streamResetBurst: 5, streamResetRate: 1, refusalBurst: 1000 });
    const peer = await raw(t, port);
    const reset = async (stream: number): Promise<void> => {
      peer.write(encodeHeaders(stream, connectFields));
      peer.send({ type: http2Frames.rstStream, stream, payload: uint32(CANCEL) });
    };
    for (let i = 0; i < 5; i += 1) await reset(2 * i + 1);
    assert.equal(await isAlive(peer), true);
    assert.ok(!peer.frames.some(({ type }) => type === http2Frames.goaway));
    await reset(11);
    await peer.frame(http2Frames.goaway, 0);
    let accepted = 0;
    server.on("connection", () => {
      accepted += 1;
    });
    for (let i = 6; i < 100; i += 1) peer.write(encodeHeaders(2 * i + 1, connectFields));
    await isAlive(peer);
    assert.equal(accepted, 0);
  });

  it("streamResetBurst is kept within one read, too, and what is open goes on", async (t) => {
    const [server, port] = await start(t, { streamResetBurst: 5, streamResetRate: 0 });
    let accepted = 0;
    server.on("connection", (socket) => {
      accepted += 1;
      socket.on("message", (data) => socket.send(data));
    });
    const peer = await raw(t, port);
    // Its preface has been read: what comes now is handed to HTTP/2 as it was read.
    await peer.frame(http2Frames.settings, 0);
    peer.write(encodeHeaders(1, connectFields));
    await peer.frame(http2Frames.headers, 1);
    const pairs = Array.from({ length: 200 }, (_, i) => [
      encodeHeaders(2 * i + 3, connectFields),
      encodeHttp2Frame({ type: http2Frames.rstStream, stream: 2 * i + 3, payload: uint32(CANCEL) }),
    ]);
    peer.write(joinBytes(pairs.flat()));
    await peer.frame(http2Frames.goaway, 0);
    peer.send({
      stream: 1,
      type: http2Frames.data,
      payload: encodeRawFrame({ opcode: 1, payload: Buffer.from("on"), maskingKey: KEY }),
    });
    await peer.frame(http2Frames.data, 1);
    // The open one, five, and the one that was too many.
    assert.equal(accepted, 1 + 5 + 1);
    assert.equal(server.clients.size, 1);
  });

  it("refusalBurst: GOAWAY; open WebSockets go on, nothing new is taken", async (t) => {
    const [server, port] = await start(t, { refusalBurst: 2, refusalRate: 0 });
    server.on("connection", (socket) => socket.on("message", (data) => socket.send(data)));
    const peer = await connect(t, port);
    const open = await peer.tunnel();
    const evil = (): Promise<number> => peer.request(connectHeaders({ origin: "https://evil.example" })).status();
    assert.deepEqual([await evil(), await evil()], [403, 403]);
    await new Promise((resolve) => peer.session.ping(resolve));
    assert.deepEqual(peer.goaways, []);
    assert.equal(await evil(), 403);
    await until("GOAWAY has come", () => peer.goaways.length > 0);
    assert.equal(peer.goaways[0], 0);
    open.send({ opcode: 1, payload: Buffer.from("on") });
    await open.frame(1);
  });

  it("refusalBurst counts handshakes that the peer gives up, too", async (t) => {
    const server = new WebSocketServer({
      port: 0,
      host: "127.0.0.1",
      http2: { refusalBurst: 2, refusalRate: 0 },
      authenticate: () => new Promise<never>(() => undefined),
    });
    await once(server, "listening");
    t.after(() => server.close());
    const peer = await raw(t, (server.address() as AddressInfo).port);
    const giveUp = async (stream: number): Promise<void> => {
      peer.write(encodeHeaders(stream, connectFields));
      await until("the handshake has begun", () => server.pendingHandshakes === 1);
      peer.send({ type: http2Frames.rstStream, stream, payload: uint32(CANCEL) });
      await until("it is over", () => server.pendingHandshakes === 0);
    };
    await giveUp(1);
    await giveUp(3);
    assert.equal(await isAlive(peer), true);
    await giveUp(5);
    const goaway = await peer.frame(http2Frames.goaway, 0);
    assert.equal(Buffer.from(goaway.payload.subarray(8)).toString(), "too many handshakes came to nothing");
  });

  it("idleTimeoutMs and handshakeTimeoutMs: a connection without a stream ends, one with a WebSocket does not", async (t) => {
    const [, port] = await start(t, { idleTimeoutMs: 30 }, { handshakeTimeoutMs: 60, closeTimeoutMs: 50 });
    const silent = await connect(t, port);
    await silent.closed;
    const peer = await connect(t, port);
    const tunnel = await peer.tunnel();
    // Also one that never ends its side of TCP, and one that says nothing at all.
    const [later, stubborn] = [await connect(t, port), await raw(t, port)];
    stubborn.socket.removeAllListeners("end");
    await Promise.all([later.closed, stubborn.closed]);
    // Both times have passed for those that came after it.
    assert.equal(peer.session.destroyed, false);
    tunnel.stream.close(CANCEL);
    await peer.closed;
  });

  it("maxIdleSessions: the one that is idle for longest ends", async (t) => {
    const [, port] = await start(t, { maxIdleSessions: 2 });
    const [first, second] = [await connect(t, port), await connect(t, port)];
    assert.equal(first.session.closed, false);
    const third = await connect(t, port);
    await first.closed;
    assert.deepEqual([second.session.closed, third.session.closed], [false, false]);
  });

  it("are options of Node's where Node obeys them", () => {
    const { settings, ...options } = http2ServerOptions();
    assert.deepEqual(settings, { enableConnectProtocol: true, maxConcurrentStreams: 100, initialWindowSize: 65_536 });
    assert.deepEqual(options, {
      maxHeaderListPairs: 64,
      maxSessionInvalidFrames: 50,
      maxSessionRejectedStreams: 20,
      maxOutstandingPings: 10,
      maxSettings: 32,
      maxSessionMemory: 10,
      streamResetBurst: 100,
      streamResetRate: 10,
    });
    assert.equal(resolveHttp2Limits(true), http2Limits);
  });
});

describe("a token bucket", () => {
  it("gives its burst at once, and its rate after it", () => {
    const bucket = new TokenBucket(2, 10, 1000);
    assert.deepEqual([bucket.take(1000), bucket.take(1000), bucket.take(1000)], [true, true, false]);
    assert.deepEqual([bucket.take(1099), bucket.take(1101), bucket.take(1101)], [false, true, false]);
    assert.deepEqual([bucket.take(9000), bucket.take(9000), bucket.take(9000)], [true, true, false]);
  });
});
