/**
 * V3, no bound on a message put together from fragments (CVE-2014-0193, CVE-2026-42786, CVE-2026-9675).
 * Defence: the message's size is judged on every frame header (`message-too-big` in message-assembler.ts). Without it, the
 * third half is read like the others.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { RawPeer } from "@longwire/testkit";
import { ChildServer } from "./support/child-server.ts";
import { within } from "./support/within.ts";

const LIMIT = 1024 * 1024;
const KEY = Uint8Array.of(1, 2, 3, 4);

test("the header that goes over the limit ends the connection, before its payload", async (t) => {
  const server = await ChildServer.start(t);
  const before = await server.read();
  const half = new Uint8Array(LIMIT / 2);
  const peers = await Promise.all(Array.from({ length: 10 }, () => RawPeer.open(server.port)));
  for (const peer of peers) {
    peer.sendMasked({ opcode: 2, fin: false, payload: half });
    peer.sendMasked({ opcode: 0, fin: false, payload: half });
    // A header and its key, and nothing else.
    peer.sendMasked({ opcode: 0, declaredLength: BigInt(LIMIT / 2), lengthBytes: 8, maskingKey: KEY });
    const close = await within(2000, "a Close for the third header", peer.readClose());
    assert.equal(close.code, 1009);
  }
  const after = await server.read();
  assert.equal(after.counts.messages, 0);
  assert.ok(
    after.memoryBytes - before.memoryBytes < 16 * LIMIT,
    `${after.memoryBytes - before.memoryBytes} bytes more`,
  );
  for (const peer of peers) peer.destroy();
});

test("a message of exactly the limit passes, whole and in halves; one byte more does not", async (t) => {
  const server = await ChildServer.start(t);
  for (const [first, second, passes] of [
    [LIMIT / 2, LIMIT / 2, true],
    [LIMIT / 2, LIMIT / 2 + 1, false],
  ] as const) {
    const peer = await RawPeer.open(server.port);
    peer.sendMasked({ opcode: 2, fin: false, payload: new Uint8Array(first) });
    peer.sendMasked({ opcode: 0, payload: new Uint8Array(second) });
    const frame = await within(2000, "an answer", peer.readFrame());
    assert.equal(frame.opcode, passes ? 2 : 8);
    if (passes) assert.equal(frame.payload.length, LIMIT);
    peer.destroy();
  }
});
