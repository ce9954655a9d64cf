/**
 * V4, many tiny or empty fragments (CVE-2026-12151, CVE-2026-62389, ws#2329): payload limits that do not see bookkeeping.
 * Defence: fragments are copied into one growing buffer, and nothing is kept for each (message-assembler.ts). Without it,
 * every fragment leaves something on the heap.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { encodeRawFrame, RawPeer } from "@longwire/testkit";
import { ChildServer } from "./support/child-server.ts";
import { tolerableMs, watchNeighbour } from "./support/neighbour.ts";
import { eventually } from "./support/within.ts";

const KEY = Uint8Array.of(1, 2, 3, 4);
const EMPTY = 1_000_000;
const TINY = 400_000;
const PING = { opcode: 9, payload: Buffer.from("all read"), maskingKey: KEY };

function fragments(count: number, payload: Uint8Array): Buffer {
  const one = encodeRawFrame({ opcode: 0, fin: false, payload, maskingKey: KEY });
  return Buffer.alloc(count * one.length, one);
}

for (const [name, count, payload] of [
  ["empty", EMPTY, new Uint8Array(0)],
  ["one-byte", TINY, Uint8Array.of(65)],
] as const) {
  test(`${count} ${name} fragments of an unfinished message leave nothing but its bytes`, async (t) => {
    const server = await ChildServer.start(t);
    const peer = await RawPeer.open(server.port);
    const before = await server.read();
    const all = fragments(count, payload);
    const latencies = await watchNeighbour(server.port, async () => {
      peer.sendMasked({ opcode: 2, fin: false });
      peer.write(all);
      // Control frames may come between fragments, so the answer tells that all of them have been read.
      peer.sendMasked(PING);
      assert.equal((await peer.readFrame()).opcode, 10);
    });
    const after = await server.read();
    const grownBytes = after.heapBytes - before.heapBytes;
    assert.ok(grownBytes < 2 * count * payload.length + 1024 * 1024, `${grownBytes} bytes more for ${count} fragments`);
    assert.ok(latencies.p99Ms < tolerableMs, `the neighbour waited ${latencies.p99Ms} ms`);
    peer.sendMasked({ opcode: 0 });
    const { payload: echoed } = await peer.readFrame();
    assert.equal(echoed.length, count * payload.length);
    peer.destroy();
    await eventually("the server has noticed", async () => (await server.read(true)).clients === 0);
  });
}

test("a message that never ends is ended by its time", async (t) => {
  const server = await ChildServer.start(t, { limits: { messageTimeoutMs: 200 } });
  const peer = await RawPeer.open(server.port);
  peer.sendMasked({ opcode: 2, fin: false });
  const drip = setInterval(() => peer.sendMasked({ opcode: 0, fin: false }), 10);
  assert.equal((await peer.readClose()).code, 1008);
  clearInterval(drip);
  peer.destroy();
});
