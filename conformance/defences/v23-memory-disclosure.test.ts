/**
 * V23, memory of the process on the wire (CVE-2016-10518: a number as Ping; CVE-2026-45736: a typed array as reason).
 * Defence: only strings and views of bytes are taken, with exactly the view's bounds; the rest throws (outgoing-data.ts). Without
 * the bounds, what lies beside the view goes out.
 */
import assert from "node:assert/strict";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { RawPeer } from "@longwire/testkit";
import { type OutgoingData, type WebSocket, WebSocketServer } from "@longwire/websocket";
import { within } from "./support/within.ts";

const SECRET = 0x5a;

/** Pools of the process are full of something that must not come out. */
function poison(): void {
  for (let i = 0; i < 200; i += 1) Buffer.allocUnsafe(1000).fill(SECRET);
  for (let i = 0; i < 20; i += 1) Buffer.allocUnsafe(70_000).fill(SECRET);
}

const memory = new Uint8Array(100_000).fill(SECRET).fill(1, 1000, 2000);
const views: readonly (readonly [string, OutgoingData, Buffer])[] = [
  ["Uint8Array", memory.subarray(1000, 1010), Buffer.alloc(10, 1)],
  ["Buffer", Buffer.from(memory.buffer, 1000, 300), Buffer.alloc(300, 1)],
  ["Uint32Array", new Uint32Array(memory.buffer, 1000, 5), Buffer.alloc(20, 1)],
  ["Float64Array", new Float64Array(memory.buffer, 1000, 2), Buffer.alloc(16, 1)],
  ["DataView", new DataView(memory.buffer, 1000, 7), Buffer.alloc(7, 1)],
  ["ArrayBuffer", memory.slice(1000, 1020).buffer, Buffer.alloc(20, 1)],
  ["empty view", memory.subarray(50, 50), Buffer.alloc(0)],
  ["text", "\u00e9\u{1f600}", Buffer.from("\u00e9\u{1f600}")],
];
const nothings: readonly unknown[] = [
  65_536,
  1000n,
  true,
  null,
  {},
  [],
  { length: 5000 },
  [1, 2],
  () => 1,
  Symbol("a"),
  new Date(),
];

async function openPair(): Promise<{ socket: WebSocket; peer: RawPeer; close: () => Promise<void> }> {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  await once(server, "listening");
  const connected = once(server, "connection");
  const peer = await RawPeer.open((server.address() as AddressInfo).port);
  const [socket] = await connected;
  return {
    socket,
    peer,
    close: async () => {
      peer.destroy();
      await server.close();
    },
  };
}

test("what goes out is the argument and nothing beside it", async () => {
  const { socket, peer, close } = await openPair();
  for (const [name, data, bytes] of views) {
    poison();
    socket.send(data);
    assert.deepEqual(Buffer.from((await within(1000, name, peer.readFrame())).payload), bytes, name);
    if (bytes.length > 125) continue;
    // As `ws` has it, a string or any view of bytes.
    socket.ping(data as Uint8Array);
    assert.deepEqual(Buffer.from((await within(1000, name, peer.readFrame())).payload), bytes, name);
  }
  await close();
});

test("numbers and other objects throw, and nothing goes out", async () => {
  const { socket, peer, close } = await openPair();
  for (const nothing of nothings) {
    const given = nothing as Uint8Array;
    assert.throws(() => socket.send(given), `send ${typeof nothing}`);
    if (nothing !== null) assert.throws(() => socket.ping(given), `ping ${typeof nothing}`);
    if (nothing !== null) assert.throws(() => socket.pong(given), `pong ${typeof nothing}`);
    if (nothing !== null)
      assert.throws(() => socket.close(1000, given as unknown as string), `close ${typeof nothing}`);
  }
  socket.send("the only one");
  assert.equal(Buffer.from((await within(1000, "a frame", peer.readFrame())).payload).toString(), "the only one");
  await close();
});
