/**
 * V7, RSV1 accepted without an agreement about compression (GHSA-mq44-7p77-q5h7).
 * Defence: a reserved bit without the extension that gives it a meaning is 1002 (frame-rules.ts, RFC 6455 §5.2). Without it,
 * the payload is taken for what it is not. The case with compression agreed on is in the tests of compression.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { RawPeer, RawServer } from "@longwire/testkit";
import { WebSocket } from "@longwire/websocket";
import { ChildServer } from "./support/child-server.ts";
import { within } from "./support/within.ts";

test("a server fails a frame with RSV1, on every opcode", async (t) => {
  const server = await ChildServer.start(t);
  for (const opcode of [1, 2, 8, 9, 10]) {
    const peer = await RawPeer.open(server.port);
    peer.sendMasked({ opcode, rsv: 4, payload: Uint8Array.of(0) });
    assert.equal((await within(2000, `a Close for opcode ${opcode}`, peer.readClose())).code, 1002);
    peer.destroy();
  }
  assert.equal((await server.read()).counts.messages, 0);
});

test("a client does too, also when it offered nothing and the server claims it", async () => {
  const server = await RawServer.listen();
  const socket = new WebSocket(server.url());
  const peer = await server.nextPeer();
  await peer.acceptUpgrade();
  peer.sendUnmasked({ opcode: 1, rsv: 4, payload: Uint8Array.of(0xaa, 0) });
  const close = await within(2000, "a Close", peer.readFrame());
  assert.equal(close.opcode, 8);
  peer.destroy();
  const { cause } = await socket.closed;
  assert.equal(cause?.id, "reserved-bit-1");
  await server.close();
});
