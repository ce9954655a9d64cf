/**
 * V28, a peer with many tiny frames that keeps the processor from everybody else.
 * Defence: a peer that has used a millisecond of a turn of the event loop is interrupted, and goes on in the next turn
 * (transport.ts). Without it, everybody waits until all of its input is handled.
 */
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { test } from "node:test";
import { encodeRawFrame, encodeRawRequest } from "@longwire/testkit";
import { type ChildOptions, ChildServer } from "./support/child-server.ts";
import { watchNeighbour, watchUntilCalm } from "./support/neighbour.ts";

const ATTACK_MS = 800;
const KEY = Uint8Array.of(1, 2, 3, 4);
const FRAME = Buffer.from(encodeRawFrame({ opcode: 2, payload: Uint8Array.of(1), maskingKey: KEY }));
const MANY = Buffer.alloc(FRAME.length * 9000, FRAME);

/** Sends one-byte messages as fast as they are taken, and reads what comes back. */
async function attack(port: number): Promise<void> {
  const socket = connect({ port, host: "127.0.0.1" });
  socket.on("error", () => undefined);
  socket.write(encodeRawRequest());
  socket.resume();
  const closed = once(socket, "close");
  const over = setTimeout(() => socket.destroy(), ATTACK_MS);
  while (!socket.destroyed) {
    if (!socket.write(MANY)) await Promise.race([new Promise((resolve) => socket.once("drain", resolve)), closed]);
  }
  clearTimeout(over);
}

const servers: readonly ChildOptions[] = [
  { onMessage: "echo" },
  // An application with work to do: 64 KiB of these messages are 0.2 s of it.
  { onMessage: "work", workUs: 20 },
  { onMessage: "work", workUs: 20, plainSockets: true },
];

for (const options of servers) {
  test(`others have their turn while one sends 1-byte messages at line rate: ${JSON.stringify(options)}`, async (t) => {
    const server = await ChildServer.start(t, options);
    const latencies = await watchUntilCalm(50, () => watchNeighbour(server.port, () => attack(server.port)));
    const { messages } = (await server.read(true)).counts;
    assert.ok(messages > 10_000, `only ${messages} messages: no attack`);
    assert.ok(latencies.count > 10, `only ${latencies.count} echoes`);
    assert.ok(latencies.p99Ms < 50, `the neighbour waited ${latencies.p99Ms} ms`);
  });
}

test("nor do many such peers keep them", async (t) => {
  const server = await ChildServer.start(t, { onMessage: "work", workUs: 5 });
  const latencies = await watchUntilCalm(100, () =>
    watchNeighbour(server.port, async () => {
      await Promise.all(Array.from({ length: 10 }, () => attack(server.port)));
    }),
  );
  assert.ok(latencies.p99Ms < 100, `the neighbour waited ${latencies.p99Ms} ms`);
});
