/**
 * V21, handshakes that never end, a byte at a time (CVE-2018-12122; Node's own time-outs are minutes).
 * Defence: a deadline from the first byte of the connection to the 101, and a bound on handshakes in progress
 * (pending-upgrade.ts). Without the deadline, the sockets stay.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { encodeRawRequest, RawPeer } from "@longwire/testkit";
import { ChildServer } from "./support/child-server.ts";
import { tolerableMs, watchNeighbour } from "./support/neighbour.ts";
import { eventually } from "./support/within.ts";

const REQUEST = encodeRawRequest({ headers: { A: "a".repeat(5000) } });

test("500 sockets that send a byte now and then are gone when their time is over, and nobody else waits", async (t) => {
  const server = await ChildServer.start(t, { limits: { handshakeTimeoutMs: 500 } });
  const before = await server.read();
  const latencies = await watchNeighbour(server.port, async () => {
    const peers = await Promise.all(Array.from({ length: 500 }, () => RawPeer.connect(server.port)));
    let sent = 0;
    const drip = setInterval(() => {
      for (const peer of peers) if (peer.socket.writable) peer.write(REQUEST.charAt(sent));
      sent += 1;
    }, 50);
    const startedAt = performance.now();
    await eventually(
      "they are gone",
      async () => (await server.read(true)).pending === 0 && performance.now() - startedAt > 100,
      4000,
    );
    clearInterval(drip);
    assert.ok(performance.now() - startedAt < 2500, "gone by the deadline and the time to read the answer");
    for (const peer of peers) peer.destroy();
  });
  assert.ok(latencies.p99Ms < tolerableMs, `the neighbour waited ${latencies.p99Ms} ms`);
  await eventually("nothing is left", async () => (await server.read()).descriptors <= before.descriptors);
  assert.equal((await server.read()).counts.refused, 500);
});

test("handshakes in progress are bounded: the next gets 503 with Retry-After, one less does not", async (t) => {
  const server = await ChildServer.start(t, { limits: { maxPendingHandshakes: 50 } });
  const slow = await Promise.all(Array.from({ length: 49 }, () => RawPeer.connect(server.port)));
  for (const peer of slow) peer.write("GET /");
  await eventually("all are pending", async () => (await server.read(true)).pending === 49);
  const last = await RawPeer.open(server.port);
  const one = await RawPeer.connect(server.port);
  one.write("GET /");
  await eventually("50 are pending", async () => (await server.read(true)).pending === 50);
  const refused = await RawPeer.connect(server.port);
  const { status, headers } = await refused.request();
  assert.equal(status, 503);
  assert.ok(headers.has("retry-after"));
  for (const peer of [...slow, last, one, refused]) peer.destroy();
});
