/**
 * Bug: websockets/ws#2225 and socketio/socket.io#635, #2163: a dead peer is not detected
 * Who: clients of a server that was unplugged: their socket is open for hours, and a browser cannot send a Ping.
 * Answer: our client has the same heartbeat as the server, also on by default.
 */
import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { RawServer } from "@longwire/testkit";
import { WebSocket } from "@longwire/websocket";
import { clientLimits } from "@longwire/wire";

test("a server that is gone is noticed by the client", async () => {
  assert.ok(clientLimits.pingIntervalMs > 0 && clientLimits.pongTimeoutMs > 0);
  const server = await RawServer.listen();
  const limits = { pingIntervalMs: 100, pongTimeoutMs: 100, closeTimeoutMs: 100 };
  const socket = new WebSocket(server.url(), [], { limits });
  const peer = await server.nextPeer();
  await peer.acceptUpgrade();
  await once(socket, "open");
  peer.socket.pause();
  const { cause } = await socket.closed;
  assert.equal(cause?.id, "pong-timeout");
  await server.close();
});
