/**
 * Bug: websockets/ws#2331, CVE-2026-48779, GHSA-96hv-2xvq-fx4p: 0.87 MB of tiny fragments pin 13.5 MB
 * Who: every server with a limit on payload: the bookkeeping of a fragment was not counted, its memory was many times its size.
 * Answer: fragments are copied into one buffer; a connection holds at most four times the bytes it received, and 1 KiB. Honest
 * peers with many fragments (ws#2335) have no count to fear.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { encodeRawFrame, RawPeer } from "@longwire/testkit";
import { ChildServer } from "../defences/support/child-server.ts";

const KEY = Uint8Array.of(1, 2, 3, 4);
const ATTACK_BYTES = 870_000;
const PEERS = 20;

test(`${PEERS} peers with 0.87 MB of fragments each pin less than they sent`, async (t) => {
  const server = await ChildServer.start(t);
  const before = await server.read();
  const fragment = encodeRawFrame({ opcode: 0, fin: false, payload: Uint8Array.of(65), maskingKey: KEY });
  const attack = Buffer.alloc(ATTACK_BYTES, fragment);
  const peers = await Promise.all(Array.from({ length: PEERS }, () => RawPeer.open(server.port)));
  for (const peer of peers) {
    peer.sendMasked({ opcode: 2, fin: false });
    peer.write(attack.subarray(0, ATTACK_BYTES - (ATTACK_BYTES % fragment.length)));
    peer.sendMasked({ opcode: 9 });
  }
  for (const peer of peers) assert.equal((await peer.readFrame()).opcode, 10);
  const after = await server.read();
  const pinned = (after.heapBytes - before.heapBytes) / PEERS;
  assert.ok(pinned < ATTACK_BYTES / 2, `${pinned} bytes of heap each`);
  // And the message is a good one.
  for (const peer of peers) peer.sendMasked({ opcode: 0 });
  for (const peer of peers)
    assert.equal((await peer.readFrame()).payload.length, Math.floor(ATTACK_BYTES / fragment.length));
  for (const peer of peers) peer.destroy();
});
