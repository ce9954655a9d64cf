/**
 * V1, decompression bombs (CVE-2016-10544, CVE-2018-1000518, CVE-2026-1526, CVE-2026-27571, CVE-2026-39804 and others).
 * Defence: zlib is told the limit and stops at it (`room` in small-inflate.ts, `maxOutputLength` in large-inflate.ts), and
 * no more than 64 MiB are decompressed at the same time in the process (turnstile.ts). Taken out, by `maxOutputLength:
 * MAX_LENGTH` and by `weight` 0 with any number of jobs, the resident memory of the first and of the second test passes its bound.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { constants, deflateRawSync } from "node:zlib";
import { RawPeer } from "@longwire/testkit";
import { offer, startDeflateServer } from "./support/start-deflate-server.ts";

const MIB = 1024 * 1024;

function bomb(bytes: number): Buffer {
  return deflateRawSync(Buffer.alloc(bytes), { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, -4);
}

function frame(
  payload: Uint8Array,
  fields: { fin?: boolean; opcode?: number; rsv?: number } = {},
): object & {
  opcode: number;
  rsv: number;
  payload: Uint8Array;
} {
  return { opcode: 2, rsv: 4, payload, ...fields };
}

test("64 MiB in 64 KiB: 1009, no message, and memory of the limit at most", async () => {
  using server = await startDeflateServer(MIB);
  const small = await RawPeer.open(server.port, offer);
  small.sendMasked(frame(bomb(100)));
  await small.readFrame();
  const before = await server.read();
  const payload = bomb(64 * MIB);
  for (const parts of [1, 7]) {
    const peer = await RawPeer.open(server.port, offer);
    const size = Math.ceil(payload.length / parts);
    for (let i = 0; i < parts; i += 1) {
      const part = payload.subarray(i * size, (i + 1) * size);
      peer.sendMasked(frame(part, { fin: i === parts - 1, opcode: i === 0 ? 2 : 0, rsv: i === 0 ? 4 : 0 }));
    }
    assert.equal((await peer.readClose()).code, 1009);
    peer.destroy();
  }
  const after = await server.read();
  assert.equal(after.messages, 1);
  assert.ok(after.peakBytes - before.nowBytes < 24 * MIB, `${after.peakBytes - before.nowBytes} bytes more`);
  small.destroy();
});

test("200 connections at once: each is 1009, and together they stay within the budget of the process", async () => {
  using server = await startDeflateServer(16 * MIB);
  const peers = await Promise.all(Array.from({ length: 200 }, () => RawPeer.open(server.port, offer)));
  const before = await server.read();
  const payload = bomb(17 * MIB);
  const codes = peers.map(async (peer) => {
    peer.sendMasked(frame(payload));
    return (await peer.readClose()).code;
  });
  assert.deepEqual(new Set(await Promise.all(codes)), new Set([1009]));
  const after = await server.read();
  for (const peer of peers) peer.destroy();
  assert.equal(after.messages, 0);
  // The budget, what the allocator has not returned yet, and 200 sockets.
  assert.ok(after.peakBytes - before.nowBytes < 200 * MIB, `${after.peakBytes - before.nowBytes} bytes more`);
});

test("a message of exactly the limit passes", async () => {
  using server = await startDeflateServer(MIB);
  const peer = await RawPeer.open(server.port, offer);
  peer.sendMasked(frame(bomb(MIB)));
  assert.equal(Buffer.from((await peer.readFrame()).payload).toString(), String(MIB));
  peer.sendMasked(frame(bomb(MIB + 1)));
  assert.equal((await peer.readClose()).code, 1009);
  peer.destroy();
});
