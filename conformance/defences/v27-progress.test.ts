/**
 * V27, a loop that never ends on what a peer sent (CVE-2025-5399, CVE-2020-13935).
 * Defence: every turn of the reader consumes at least a byte or ends (frame-reader.ts). Without it, the server never answers
 * anybody again. The fuzzer (`conformance/fuzz`) asks the same of any bytes.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { encodeRawRequest, RawPeer, SeededRandom } from "@longwire/testkit";
import { ChildServer } from "./support/child-server.ts";
import { watchNeighbour } from "./support/neighbour.ts";

/** Beginnings of frames of every form, cut everywhere. */
function beginnings(): Buffer[] {
  const all: Buffer[] = [];
  for (const first of [0x00, 0x01, 0x02, 0x80, 0x81, 0x82, 0x88, 0x89, 0x8a, 0xc1, 0xf0, 0xff]) {
    for (const second of [0x00, 0x01, 0x7d, 0x7e, 0x7f, 0x80, 0x81, 0xfd, 0xfe, 0xff]) {
      for (const fill of [0x00, 0x7f, 0x80, 0xff]) {
        const frame = Buffer.concat([Buffer.from([first, second]), Buffer.alloc(14, fill)]);
        for (const length of [1, 2, 3, 6, 9, 13, 16]) all.push(frame.subarray(0, length));
      }
    }
  }
  return all;
}

test("no beginning of a frame, and no noise, keeps the server from its other work", async (t) => {
  const server = await ChildServer.start(t);
  const random = new SeededRandom(27);
  const inputs = [...beginnings(), ...Array.from({ length: 500 }, () => Buffer.from(random.bytes(random.below(60))))];
  const cpuBefore = (await server.read(true)).cpuMs;
  const latencies = await watchNeighbour(server.port, async () => {
    for (let at = 0; at < inputs.length; at += 100) {
      const group = inputs.slice(at, at + 100).map(async (input) => {
        const peer = await RawPeer.connect(server.port);
        peer.write(Buffer.concat([Buffer.from(encodeRawRequest()), input]));
        await peer.readAnswer();
        peer.end();
        await peer.ended;
        peer.destroy();
      });
      await Promise.all(group);
    }
  });
  assert.ok(latencies.worstMs < 1000, `the neighbour waited ${latencies.worstMs} ms`);
  const cpuMs = (await server.read(true)).cpuMs - cpuBefore;
  assert.ok(cpuMs < inputs.length * 3, `${cpuMs} ms of processor time for ${inputs.length} connections`);
});
