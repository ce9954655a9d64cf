/**
 * Bug: uNetworking/uWebSockets pull request 1876: Pongs were dropped while output waited
 * Who: slow clients that are taken for dead by their own heartbeat, although they are just slow.
 * Answer: while output waits, the newest Pong waits with it (RFC 6455 §5.5.3) and is sent; none is lost for good.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { RawPeer, until } from "@longwire/testkit";
import { openServer } from "./open-server.ts";

test("a Ping of a client that is slow to read is answered", async (t) => {
  const { port, nextSocket } = await openServer(t, { limits: { maxBufferedBytes: 64 << 20 } });
  const accepted = nextSocket();
  const peer = await RawPeer.open(port);
  peer.socket.pause();
  const socket = await accepted;
  for (let i = 0; i < 64; i += 1) socket.send(Buffer.alloc(256 * 1024));
  await until("output waits", () => socket.bufferedAmount > 64 * 1024);
  for (const text of ["1", "2", "3"]) peer.sendMasked({ opcode: 9, payload: Buffer.from(text) });
  let tail = Buffer.alloc(0);
  peer.socket.on("data", (chunk: Buffer) => {
    tail = Buffer.concat([tail, chunk]).subarray(-3);
  });
  peer.socket.resume();
  await until("everything has arrived", () => tail.length === 3 && socket.bufferedAmount === 0 && tail[0] === 0x8a);
  assert.deepEqual(tail, Buffer.from([0x8a, 1, 0x33]), "the newest Pong is the last frame");
  peer.destroy();
});
