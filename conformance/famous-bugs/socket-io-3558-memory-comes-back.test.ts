/**
 * Bug: socketio/socket.io#3558, #2427, #4451, #4738: memory grows, sockets are not released
 * Who: servers that are restarted every night.
 * Answer: nothing is left of a connection that has ended: no entry, no descriptor, no object, however it ended. The soak
 * (`npm run soak`) looks for it over hours.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { RawPeer } from "@longwire/testkit";
import { ChildServer } from "../defences/support/child-server.ts";
import { eventually } from "../defences/support/within.ts";

const ROUNDS = 6;
const CONNECTIONS = 250;

test(`${ROUNDS * CONNECTIONS} connections come, speak and go, and the heap is as before`, async (t) => {
  const server = await ChildServer.start(t);
  const heaps: number[] = [];
  let descriptors = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const lives = Array.from({ length: CONNECTIONS }, async (_, i) => {
      const peer = await RawPeer.open(server.port);
      peer.sendMasked({ opcode: 2, payload: Buffer.alloc(5000) });
      await peer.readFrame();
      if (i % 3 === 0) peer.sendMasked({ opcode: 8, payload: Uint8Array.of(3, 0xe8) });
      if (i % 3 === 1) peer.reset();
      else peer.end();
      await peer.closed;
    });
    await Promise.all(lives);
    await eventually("all are gone", async () => (await server.read(true)).clients === 0);
    const reading = await server.read();
    heaps.push(reading.heapBytes);
    if (round === 1) descriptors = reading.descriptors;
  }
  const [first = 0, last = 0] = [heaps[1], heaps.at(-1)];
  assert.ok(last - first < 300 * (ROUNDS - 2) * CONNECTIONS, `${heaps.join(", ")}`);
  assert.ok((await server.read()).descriptors <= descriptors);
});
