import assert from "node:assert/strict";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { describe, it, type TestContext } from "node:test";
import { Http2Peer, until } from "@longwire/testkit";
import { WebSocketServer } from "../server/web-socket-server.ts";
import type { WebSocket } from "../socket/web-socket.ts";

async function start(t: TestContext, options: object = {}): Promise<[WebSocketServer, Http2Peer]> {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1", http2: true, ...options });
  await once(server, "listening");
  const peer = await Http2Peer.open((server.address() as AddressInfo).port);
  t.after(() => {
    peer.destroy();
    for (const socket of server.clients) socket.terminate();
    return server.close();
  });
  return [server, peer];
}

describe("flow control", { timeout: 20_000 }, () => {
  it("31 tunnels that are not read do not stall the 32nd (RFC 9113 §5.2)", async (t) => {
    const [server, peer] = await start(t);
    const sockets: WebSocket[] = [];
    server.on("connection", (socket) => sockets.push(socket));
    const stalled = await Promise.all(Array.from({ length: 31 }, () => peer.tunnel()));
    for (const socket of sockets) socket.pause();
    // Each sends far more than its window, in one message that nobody reads.
    for (const { stream } of stalled) stream.write(Buffer.alloc(150_000, 0x80));
    const { socket: tcp } = peer.session;
    await until("all windows are used up", () => tcp.bytesWritten > 31 * 64 * 1024);
    server.on("connection", (socket) => socket.on("message", (data) => socket.send(data)));
    const lively = await peer.tunnel();
    lively.send({ opcode: 2, payload: Buffer.alloc(500_000, 1) });
    assert.equal((await lively.frame(2)).payload.length, 500_000);
    assert.ok(stalled.every(({ stream }) => stream.writableLength > 0));
  });

  it("a tunnel whose peer does not read holds its own output only, and says so", async (t) => {
    const [server, peer] = await start(t, { limits: { stallTimeoutMs: 100, pingIntervalMs: 0 } });
    const connection = once(server, "connection");
    const deaf = await peer.tunnel();
    deaf.stream.pause();
    const [socket] = (await connection) as [WebSocket];
    assert.equal(socket.send(Buffer.alloc(500_000)), false);
    server.on("connection", (other) => other.on("message", (data) => other.send(data)));
    const lively = await peer.tunnel();
    for (let i = 0; i < 20; i += 1) lively.send({ opcode: 2, payload: Buffer.alloc(50_000, i) });
    await until("the sibling has its answers", () => lively.bytes.length > 20 * 50_000);
    assert.ok(socket.bufferedAmount > 300_000);
    // No progress for stallTimeoutMs: reset, and the sibling stays.
    assert.equal((await socket.closed).cause?.id, "output-stalled");
    assert.equal(lively.stream.destroyed, false);
  });

  it("a paused WebSocket is not sent more than its window", async (t) => {
    const [server, peer] = await start(t, { http2: { streamWindowBytes: 100_000 } });
    const connection = once(server, "connection");
    const tunnel = await peer.tunnel();
    const [socket] = (await connection) as [WebSocket];
    socket.pause();
    const message = Buffer.alloc(900_000, 5);
    tunnel.send({ opcode: 2, payload: message });
    await until("the window is used up", () => peer.session.socket.bytesWritten > 100_000);
    // By its answer, everything that could be sent has been.
    await new Promise((resolve) => peer.session.ping(resolve));
    assert.ok(peer.session.socket.bytesWritten < 110_000);
    socket.resume();
    assert.deepEqual((await once(socket, "message"))[0], message);
  });
});
