/**
 * V5, an object kept per TCP packet (CVE-2026-48779, CVE-2026-123817).
 * Defence: what arrives is consumed at once; payload goes into a buffer that grows by factors (message-assembler.ts), early
 * bytes likewise (pending-upgrade.ts), a split header into 14 bytes. Without the growth by factors, memory is allocated and
 * copied anew for every packet: the total goes with the square.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { CountingAllocate, encodeRawFrame, encodeRawRequest, RawPeer, until } from "@longwire/testkit";
import { Connection, RequestHeadParser, serverLimits } from "@longwire/wire";
import { ChildServer } from "./support/child-server.ts";

const KEY = Uint8Array.of(1, 2, 3, 4);

interface Drip {
  readonly allocatedBytes: number;
  readonly retainedBytes: number;
  readonly timeMs: number;
}

/** Feeds a frame byte by byte, all but its last. */
function drip(payloadBytes: number): Drip {
  const memory = new CountingAllocate();
  const connection = new Connection({
    role: "server",
    now: 0,
    allocate: memory.allocate,
    handler: { onMessage: () => {}, onPing: () => {}, onPong: () => {}, onClosing: () => {} },
  });
  const frame = encodeRawFrame({ opcode: 2, payload: new Uint8Array(payloadBytes), maskingKey: KEY });
  const startedAt = performance.now();
  for (let at = 0; at < frame.length - 1; at += 1) connection.receive(frame.subarray(at, at + 1), 1);
  const timeMs = performance.now() - startedAt;
  return { allocatedBytes: memory.totalBytes, retainedBytes: connection.retainedBytes, timeMs };
}

test("a frame that comes byte by byte costs its size, not more", () => {
  drip(1024);
  const size = 1024 * 1024;
  const [small, large] = [drip(size / 4), drip(size)];
  assert.ok(large.retainedBytes <= 1.2 * size, `${large.retainedBytes} bytes retained`);
  assert.ok(large.allocatedBytes <= 4 * size, `${large.allocatedBytes} bytes allocated`);
  assert.ok(
    large.timeMs < 12 * small.timeMs + 50,
    `${small.timeMs} ms for a quarter, ${large.timeMs} ms for the whole`,
  );
});

test("a request head that comes byte by byte costs its size", () => {
  const time = (headerBytes: number): number => {
    const head = Buffer.from(encodeRawRequest({ headers: { A: "a".repeat(headerBytes) } }));
    const parser = new RequestHeadParser({ ...serverLimits, maxHeadBytes: 1 << 20 });
    const startedAt = performance.now();
    let type = "";
    for (let at = 0; at < head.length; at += 1) ({ type } = parser.receive(head.subarray(at, at + 1)));
    assert.equal(type, "head");
    return performance.now() - startedAt;
  };
  time(1000);
  const [small, large] = [time(16_000), time(128_000)];
  assert.ok(large < 24 * small + 50, `${small} ms for 16 KB, ${large} ms for 128 KB`);
});

test("early bytes that come one by one cost their size, and reading stops at the limit", async (t) => {
  const server = await ChildServer.start(t, { authenticateMs: 5000, limits: { maxEarlyBytes: 4096 } });
  const before = await server.read();
  const peers = await Promise.all(Array.from({ length: 20 }, () => RawPeer.connect(server.port)));
  for (const peer of peers) {
    peer.socket.setNoDelay(true);
    peer.write(encodeRawRequest());
  }
  const frame = encodeRawFrame({ opcode: 2, payload: new Uint8Array(16 << 20), maskingKey: KEY });
  for (let at = 0; at < 2000; at += 1) {
    for (const peer of peers) peer.write(frame.subarray(at, at + 1));
    if (at % 20 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  for (const peer of peers) peer.write(frame.subarray(2000));
  // More than the kernel takes for a reader that has stopped.
  await until("the rest waits here", () => peers.every(({ socket }) => socket.writableLength > 0));
  const after = await server.read();
  assert.equal(after.pending, peers.length);
  // 64 KiB at most come with the read that goes over the limit.
  const grownBytes = after.heapBytes - before.heapBytes;
  assert.ok(grownBytes < 2 * 1024 * 1024, `${grownBytes} bytes of heap more`);
  for (const peer of peers) peer.destroy();
});
