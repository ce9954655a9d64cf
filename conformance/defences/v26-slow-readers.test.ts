/**
 * V26, output that piles up for a peer that does not read (ws#1830, ws#1885, node#9254).
 * Defence: a bound on waiting bytes, those in the stream counted (transport.ts), then close 3008; and a time for output that does
 * not move. Without the bound, memory goes with what was sent.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { RawPeer } from "@longwire/testkit";
import { ChildServer } from "./support/child-server.ts";
import { tolerableMs, watchNeighbour } from "./support/neighbour.ts";
import { eventually } from "./support/within.ts";

const PEERS = 40;
const CAP = 256 * 1024;
const FLOOD = 64 * 1024;
/** What the kernels of both ends take for a reader that does not read is not ours, but delays the moment. */
const ANSWERS = 200;

test("readers with a closed window cost at most the bound each, end with 3008, and nobody else waits", async (t) => {
  const server = await ChildServer.start(t, {
    onMessage: "flood",
    floodBytes: FLOOD,
    limits: { maxBufferedBytes: CAP, stallTimeoutMs: 1500, closeTimeoutMs: 1000 },
  });
  const before = await server.read();
  await server.peakBytes();
  const peers = await Promise.all(Array.from({ length: PEERS }, () => RawPeer.open(server.port)));
  for (const peer of peers) peer.socket.pause();
  const latencies = await watchNeighbour(server.port, async () => {
    for (let round = 0; round < ANSWERS; round += 1) {
      for (const peer of peers) peer.sendMasked({ opcode: 1 });
      await new Promise((resolve) => setImmediate(resolve));
    }
    await eventually("all are ended", async () => (await server.read(true)).counts.closes >= PEERS, 8000);
  });
  const { closes } = await server.read();
  assert.ok(
    closes.slice(0, PEERS).every((close) => close === "3008 slow-reader"),
    closes.join(", "),
  );
  const peakBytes = (await server.peakBytes()) - before.memoryBytes;
  // The probe counts array buffers three times: as resident, as external and as themselves. Without the bound: 500 MB, thrice.
  const boundBytes = 3 * PEERS * (CAP + 4 * FLOOD) + 48 * 1024 * 1024;
  assert.ok(peakBytes < boundBytes, `${peakBytes} bytes more at most, ${boundBytes} allowed`);
  // The neighbour's own answers are 64 KiB each.
  assert.ok(latencies.p99Ms < tolerableMs, `the neighbour waited ${latencies.p99Ms} ms`);
  for (const peer of peers) peer.destroy();
});
