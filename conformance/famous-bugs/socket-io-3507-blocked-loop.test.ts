/**
 * Bug: socketio/socket.io#3507, #2769 "disconnect with ping timeout randomly", #4040: a busy process takes its peers for dead
 * Who: servers that work for longer than the time-out, and wake to find everybody disconnected.
 * Answer: any byte counts as life, and what has arrived meanwhile is read before deadlines are looked at, whether the process
 * worked in a message or in a timer.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { RawPeer } from "@longwire/testkit";
import { ChildServer } from "../defences/support/child-server.ts";

for (const onMessage of ["work", "work-later"] as const) {
  test(`peers that answered while the server was busy are still there afterwards (${onMessage})`, async (t) => {
    const limits = { pingIntervalMs: 200, pongTimeoutMs: 300, closeTimeoutMs: 20 };
    const server = await ChildServer.start(t, { limits, onMessage, workUs: 900_000 });
    const peers = await Promise.all(Array.from({ length: 20 }, () => RawPeer.open(server.port)));
    // Each answers its Ping; the process then works for several times the time-out before it can read that.
    await Promise.all(peers.map(async (peer) => assert.equal((await peer.readFrame()).opcode, 9)));
    peers[0]?.sendMasked({ opcode: 1, payload: Buffer.from("work") });
    // A real wait: the server is at work by then, and can tell nobody.
    await new Promise((resolve) => setTimeout(resolve, 50));
    for (const peer of peers.slice(1)) peer.sendMasked({ opcode: 10 });
    await peers[0]?.readFrame();
    // A real wait, for nothing to happen: time enough for one that was given up to be gone, and not for the next Ping to be due.
    await new Promise((resolve) => setTimeout(resolve, 150));
    const { clients, closes } = await server.read(true);
    assert.deepEqual([clients, closes], [peers.length, []]);
    for (const peer of peers) peer.destroy();
  });
}
