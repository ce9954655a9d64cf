/**
 * Bug: whatwg/websockets#17 "WebSocket - enable backpressure support by supporting Streams integration" (open)
 * Who: receivers that work more slowly than a sender sends: messages pile up in memory, and nothing can be done about it.
 * Answer: `for await` and `pause()` stop reading, so that TCP slows the sender down; and there is WebSocketStream.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { encodeRawFrame, RawPeer } from "@longwire/testkit";
import { openServer } from "./open-server.ts";

const KEY = Uint8Array.of(0, 0, 0, 0);
const MESSAGES = 600;

test("a slow loop of for await holds the sender back, and misses nothing", async (t) => {
  const { port, nextSocket } = await openServer(t, { limits: { closeTimeoutMs: 100 } });
  const accepted = nextSocket();
  const peer = await RawPeer.open(port);
  const socket = await accepted;
  for (let i = 0; i < MESSAGES; i += 1) {
    const payload = Buffer.alloc(64 * 1024, i % 256);
    peer.write(encodeRawFrame({ opcode: 2, payload, maskingKey: KEY }));
  }
  peer.sendMasked({ opcode: 8, payload: Uint8Array.of(3, 0xe8) });
  let next = 0;
  let stuck = 0;
  let received = 0;
  let ahead = 0;
  socket.on("message", () => {
    received += 1;
  });
  for await (const { data } of socket) {
    assert.ok(Buffer.isBuffer(data));
    assert.equal(data[0], next % 256);
    next += 1;
    if (next === 20) {
      // A real wait: the loop is slow, and the sender has all this time to go on if it can.
      await new Promise((resolve) => setTimeout(resolve, 200));
      stuck = peer.socket.writableLength;
      ahead = received - next;
    }
  }
  assert.equal(next, MESSAGES);
  assert.ok(stuck > 64 * 1024, `while the loop slept, ${stuck} bytes waited at the sender`);
  assert.ok(ahead < 50, `while the loop slept, ${ahead} messages piled up`);
  peer.destroy();
});
