/**
 * Bug: websockets/ws#2263 "Allow back-pressure on the writable side" (open), and #2009, #1218
 * Who: everybody who sends faster than a client reads: `send` says nothing, memory grows, and the way out is a private field.
 * Answer: `send` returns false when much waits, `drained()` resolves when it is less, and beyond a bound in bytes the
 * connection is closed with 3008 instead of growing.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { RawPeer, until } from "@longwire/testkit";
import { openServer } from "./open-server.ts";

test("a loop that waits for drained() sends any amount with little memory", async (t) => {
  const { port, nextSocket } = await openServer(t, { limits: { closeTimeoutMs: 200 } });
  const accepted = nextSocket();
  const peer = await RawPeer.open(port);
  peer.socket.pause();
  const socket = await accepted;
  const chunk = Buffer.alloc(64 * 1024);
  let [most, waits] = [0, 0];
  let received = 0;
  peer.socket.on("data", (bytes: Buffer) => {
    received += bytes.length;
  });
  peer.socket.pause();
  const sending = (async () => {
    for (let i = 0; i < 320; i += 1) {
      if (!socket.send(chunk)) {
        waits += 1;
        most = Math.max(most, socket.bufferedAmount);
        await socket.drained();
      }
    }
  })();
  await until("the loop waits", () => waits > 0);
  peer.socket.resume();
  await sending;
  socket.close();
  await peer.readToEnd();
  assert.ok(received > 320 * chunk.length, `${received} bytes arrived`);
  assert.ok(waits > 0);
  assert.ok(most <= 3 * chunk.length, `${most} bytes waited`);
  peer.destroy();
});

test("a loop that does not wait is ended at the bound", async (t) => {
  const { port, nextSocket } = await openServer(t, { limits: { maxBufferedBytes: 1 << 20 } });
  const accepted = nextSocket();
  const peer = await RawPeer.open(port);
  peer.socket.pause();
  const socket = await accepted;
  const chunk = Buffer.alloc(256 * 1024);
  for (let i = 0; i < 200 && socket.readyState === socket.OPEN; i += 1) socket.send(chunk);
  assert.notEqual(socket.readyState, socket.OPEN);
  assert.ok(socket.bufferedAmount < 2 << 20, `${socket.bufferedAmount} bytes wait`);
  peer.destroy();
  assert.equal((await socket.closed).cause?.id, "slow-reader");
});
