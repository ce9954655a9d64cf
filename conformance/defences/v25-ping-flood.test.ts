/**
 * V25, Pongs that pile up for a peer that pings and does not read (CVE-2026-11586, CVE-2026-59287).
 * Defence: while output waits, only the newest Pong does (outbound.ts, RFC 6455 §5.5.3). Without it, each Ping adds a Pong.
 */
import assert from "node:assert/strict";
import { connect } from "node:net";
import { test } from "node:test";
import { encodeRawFrame, encodeRawRequest, splitFrames, until } from "@longwire/testkit";
import { ChildServer } from "./support/child-server.ts";
import { tolerableMs, watchNeighbour } from "./support/neighbour.ts";
import { eventually } from "./support/within.ts";

const PINGS = 400_000;
const KEY = Uint8Array.of(0, 0, 0, 0);

test(`${PINGS} Pings from a peer that does not read cost no memory, and the last is answered`, async (t) => {
  // No time for anything to stall: what counts is the memory.
  const server = await ChildServer.start(t, { limits: { stallTimeoutMs: 0 } });
  const before = await server.read();
  const socket = connect({ port: server.port, host: "127.0.0.1" });
  socket.on("error", () => undefined);
  socket.pause();
  socket.write(encodeRawRequest());
  await eventually("it is open", async () => (await server.read(true)).clients === 1);
  await server.peakBytes();
  const payload = Buffer.alloc(125, 0x61);
  const ping = Buffer.from(encodeRawFrame({ opcode: 9, payload, maskingKey: KEY }));
  const many = Buffer.alloc(ping.length * 1000, ping);
  const latencies = await watchNeighbour(server.port, async () => {
    for (let i = 0; i < PINGS / 1000; i += 1) {
      if (!socket.write(many)) await new Promise((resolve) => socket.once("drain", resolve));
    }
    socket.write(encodeRawFrame({ opcode: 9, payload: Buffer.from("the last"), maskingKey: KEY }));
  });
  const grownBytes = (await server.peakBytes()) - before.memoryBytes;
  assert.ok(grownBytes < 24 * 1024 * 1024, `${grownBytes} bytes more`);
  assert.ok(latencies.p99Ms < tolerableMs, `the neighbour waited ${latencies.p99Ms} ms`);
  // Now it reads: fewer Pongs than Pings, the newest last.
  let last = Buffer.alloc(0);
  let received = 0;
  socket.on("data", (chunk: Buffer) => {
    received += chunk.length;
    last = Buffer.concat([last, chunk]).subarray(-10);
  });
  socket.resume();
  await until("the last Pong", () => last.subarray(-8).toString() === "the last");
  assert.deepEqual(Buffer.from(splitFrames(last)[0]?.payload ?? []).toString(), "the last");
  assert.ok(received < (PINGS * 127) / 2, `${received} bytes of Pongs`);
  socket.destroy();
});
