/**
 * Bug: phoenixframework/phoenix#4045, BasedHardware/omi#5518 (an outage of ten hours): reconnect storms
 * Who: servers that come back after a deploy and are knocked down by everybody at once.
 * Answer: handshakes in progress are bounded. Those over the bound are told 503 with Retry-After at once, instead of waiting
 * until they give up and try again; the others are served, and nobody who is connected notices.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { RawPeer } from "@longwire/testkit";
import { ChildServer } from "../defences/support/child-server.ts";
import { watchNeighbour } from "../defences/support/neighbour.ts";

const CLIENTS = 1500;
const BOUND = 200;

test(`${CLIENTS} handshakes at once against a bound of ${BOUND}: all are answered, none is kept waiting`, async (t) => {
  const limits = { maxPendingHandshakes: BOUND };
  const server = await ChildServer.start(t, { limits, authenticateMs: 20 });
  const statuses = new Map<number, number>();
  let slowestMs = 0;
  const latencies = await watchNeighbour(server.port, async () => {
    const storm = Array.from({ length: CLIENTS }, async () => {
      const peer = await RawPeer.connect(server.port);
      const startedAt = performance.now();
      const { status, headers } = await peer.request().catch(() => ({ status: 0, headers: new Map<string, string>() }));
      slowestMs = Math.max(slowestMs, performance.now() - startedAt);
      if (status === 503) assert.ok(headers.has("retry-after"));
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      peer.destroy();
    });
    await Promise.all(storm);
  });
  assert.ok((statuses.get(101) ?? 0) >= BOUND, JSON.stringify([...statuses]));
  assert.ok((statuses.get(503) ?? 0) > 0, "nobody was told to come back later");
  // Far over the bound even an answer would cost too much; then the connection just ends (status 0).
  assert.equal((statuses.get(101) ?? 0) + (statuses.get(503) ?? 0) + (statuses.get(0) ?? 0), CLIENTS);
  assert.ok(slowestMs < 3000, `${slowestMs} ms for an answer`);
  // The neighbour shares a process with the storm, whose own work is most of this.
  assert.ok(latencies.worstMs < 2000, `the neighbour waited ${latencies.worstMs} ms`);
});
