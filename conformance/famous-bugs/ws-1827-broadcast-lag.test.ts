/**
 * Bug: websockets/ws#1827 "Event loop delay when sending to large numbers", and #617, socket.io#2664
 * Who: a chat of 750 users who each say something every 5 s (112,500 messages a second): the loop lags by seconds.
 * Answer: `broadcast` encodes once, and all that is sent to a socket within a turn leaves in one write.
 */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { test } from "node:test";
import { RawPeer, until } from "@longwire/testkit";
import { WebSocketServer } from "@longwire/websocket";
import { openServer } from "./open-server.ts";

const CLIENTS = 400;
const ROUNDS = 20;
const PER_ROUND = 40;

test(`${CLIENTS * PER_ROUND * ROUNDS} messages to ${CLIENTS} clients delay the event loop by little`, async (t) => {
  const { server, port } = await openServer(t);
  const peers = await Promise.all(Array.from({ length: CLIENTS }, () => RawPeer.open(port)));
  await until("all are open", () => server.clients.size === CLIENTS);
  let received = 0;
  for (const { socket } of peers) {
    socket.removeAllListeners("data");
    socket.on("data", (chunk: Buffer) => {
      received += chunk.length;
    });
  }
  const message = JSON.stringify({ from: "somebody", text: "hello to everybody" });
  const delays = monitorEventLoopDelay({ resolution: 1 });
  delays.enable();
  let longestMs = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const startedAt = performance.now();
    for (let i = 0; i < PER_ROUND; i += 1) assert.equal(server.broadcast(message), CLIENTS);
    longestMs = Math.max(longestMs, performance.now() - startedAt);
    // A real wait: users say something every few milliseconds, whether the last has arrived everywhere or not.
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  delays.disable();
  const bytes = CLIENTS * PER_ROUND * ROUNDS * (message.length + 2);
  await until("everything has arrived", () => received === bytes);
  // 16,000 messages in a round; all clients are in this process too, which is most of the delay.
  assert.ok(longestMs < 100, `a round of broadcasts took ${longestMs} ms`);
  assert.ok(delays.percentile(50) / 1e6 < 250, `${delays.percentile(50) / 1e6} ms of delay`);
  for (const peer of peers) peer.destroy();
});

test(`${PER_ROUND} messages within a turn leave in one write for each client`, async (t) => {
  const http = createServer();
  let writes = 0;
  // On plain sockets a write is a call that can be seen.
  http.on("connection", (socket) => {
    const write = socket.write;
    socket.write = (...args: unknown[]) => {
      writes += 1;
      return Reflect.apply(write, socket, args) as boolean;
    };
  });
  const server = new WebSocketServer({ server: http, plainSockets: true });
  await once(http.listen(0, "127.0.0.1"), "listening");
  t.after(async () => {
    await server.close();
    http.close();
  });
  const peers = await Promise.all([1, 2, 3].map(() => RawPeer.open((http.address() as AddressInfo).port)));
  await until("all are open", () => server.clients.size === peers.length);
  writes = 0;
  for (let i = 0; i < PER_ROUND; i += 1) server.broadcast(`message ${i}`);
  for (const peer of peers) for (let i = 0; i < PER_ROUND; i += 1) await peer.readFrame();
  assert.equal(writes, peers.length);
  for (const peer of peers) peer.destroy();
});
