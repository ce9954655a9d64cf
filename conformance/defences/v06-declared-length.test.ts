/**
 * V6, memory by declared length and sums that overflow (CVE-2020-27813, CVE-2020-13935, CVE-2022-35922, CVE-2026-1528,
 * CVE-2026-19204, CVE-2018-21035).
 * Defence: bits, then form of the length, then `declared > max - have`, before any payload; memory follows what arrived
 * (frame-rules.ts, message-assembler.ts). Without the comparison, these headers are waited on.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { RawPeer } from "@longwire/testkit";
import { ChildServer } from "./support/child-server.ts";
import { within } from "./support/within.ts";

const KEY = Uint8Array.of(1, 2, 3, 4);
const LENGTHS = [
  2n ** 31n - 1n,
  2n ** 31n,
  2n ** 32n,
  2n ** 53n - 1n,
  2n ** 53n,
  2n ** 63n - 1n,
  2n ** 63n,
  2n ** 64n - 1n,
];

test("absurd lengths end the connection on their header and allocate nothing", async (t) => {
  const server = await ChildServer.start(t);
  const before = await server.read();
  await server.peakBytes();
  for (const declaredLength of LENGTHS) {
    const attacks = Array.from({ length: 32 }, async (_, i) => {
      const [opcode, isInMessage] = [i % 16, i >= 16];
      const peer = await RawPeer.open(server.port);
      if (isInMessage) peer.sendMasked({ opcode: 2, fin: false, payload: Uint8Array.of(1, 2, 3) });
      peer.sendMasked({ opcode, declaredLength, lengthBytes: 8, maskingKey: KEY });
      const name = `length ${declaredLength}, opcode ${opcode}, ${isInMessage ? "within" : "outside"} a message`;
      const { code } = await within(3000, `a Close for ${name}`, peer.readClose());
      assert.ok(code === 1002 || code === 1009, `${name}: ${code}`);
      if (declaredLength >= 2n ** 63n) assert.equal(code, 1002, name);
      peer.destroy();
    });
    await Promise.all(attacks);
  }
  const peakBytes = (await server.peakBytes()) - before.memoryBytes;
  assert.ok(peakBytes < 48 * 1024 * 1024, `${peakBytes} bytes more at most`);
  assert.equal((await server.read()).counts.messages, 0);
});

test("memory follows what has arrived of a frame, not what it declares", async (t) => {
  const server = await ChildServer.start(t, { limits: { maxMessageBytes: 64 * 1024 * 1024 } });
  const before = await server.read();
  const peers = await Promise.all(Array.from({ length: 50 }, () => RawPeer.open(server.port)));
  for (const peer of peers) {
    peer.sendMasked({ opcode: 2, declaredLength: 64n * 1024n * 1024n, lengthBytes: 8, maskingKey: KEY });
    peer.write(new Uint8Array(100));
  }
  await within(
    2000,
    "an echo for another",
    RawPeer.open(server.port).then((peer) => peer.destroy()),
  );
  const after = await server.read();
  assert.ok(after.memoryBytes - before.memoryBytes < 32 * 1024 * 1024);
  for (const peer of peers) peer.destroy();
});
