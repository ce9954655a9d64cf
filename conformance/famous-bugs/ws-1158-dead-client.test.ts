/**
 * Bug: websockets/ws#1158 "close event not fired when network disconnected", and #353, #484, #686, #702, #759, #1007
 * Who: servers whose list of users holds phones in lifts; for years the answer was a recipe to copy.
 * Answer: a heartbeat is on by default: 25 s of silence, a Ping, and 10 s later `close` with the cause `pong-timeout`.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { RawPeer } from "@longwire/testkit";
import { serverLimits } from "@longwire/wire";
import { openServer } from "./open-server.ts";

test("it is on by default", () => {
  assert.equal(serverLimits.pingIntervalMs, 25_000);
  assert.equal(serverLimits.pongTimeoutMs, 10_000);
});

test("a client that has vanished is noticed without a packet from it", { timeout: 10_000 }, async (t) => {
  const { server, port, nextSocket } = await openServer(t, {
    limits: { pingIntervalMs: 100, pongTimeoutMs: 100, closeTimeoutMs: 100 },
  });
  const accepted = nextSocket();
  const peer = await RawPeer.open(port);
  const socket = await accepted;
  peer.socket.pause(); // as if its network were gone: nothing comes, not even FIN
  const { cause, wasClean } = await socket.closed;
  assert.equal(cause?.id, "pong-timeout");
  assert.equal(wasClean, false);
  assert.equal(server.clients.size, 0);
  peer.destroy();
});

test("a client that answers, or only sends, stays", async (t) => {
  const { port, nextSocket } = await openServer(t, { limits: { pingIntervalMs: 60, pongTimeoutMs: 60 } });
  const accepted = nextSocket();
  const peer = await RawPeer.open(port);
  const socket = await accepted;
  for (let i = 0; i < 5; i += 1) {
    assert.equal((await peer.readFrame()).opcode, 9);
    peer.sendMasked({ opcode: i % 2 === 0 ? 10 : 1 });
  }
  assert.equal(socket.readyState, socket.OPEN);
  peer.destroy();
});
