/**
 * Bug: websockets/ws#1034 "WebSocket close with the reason 1006 but no error emitted", and #1513, #1520, uWebSockets.js#1071
 * Who: the person on call, at night, with a log full of 1006.
 * Answer: every close comes with its cause: who was first, what was sent and received, and which rule or timer decided.
 */
import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { RawPeer, RawServer } from "@longwire/testkit";
import { WebSocket } from "@longwire/websocket";
import { openServer } from "./open-server.ts";

const ends: Readonly<Record<string, readonly [end: (peer: RawPeer) => void, code: number, cause: string | undefined]>> =
  {
    "a reset": [(peer) => peer.reset(), 1006, "no-close-frame"],
    "a FIN without Close": [(peer) => peer.end(), 1006, "no-close-frame"],
    silence: [() => undefined, 1011, "pong-timeout"],
    "a broken frame": [(peer) => peer.sendUnmasked({ opcode: 3 }), 1002, "reserved-opcode"],
    "an orderly close": [(peer) => peer.sendMasked({ opcode: 8, payload: Uint8Array.of(3, 0xe8) }), 1000, undefined],
  };

for (const [name, [end, code, cause]] of Object.entries(ends)) {
  test(`the server's application is told of ${name}`, async (t) => {
    const limits = { pingIntervalMs: 60, pongTimeoutMs: 60, closeTimeoutMs: 100 };
    const { port, nextSocket } = await openServer(t, { limits });
    const accepted = nextSocket();
    const peer = await RawPeer.open(port);
    const socket = await accepted;
    end(peer);
    const result = await socket.closed;
    assert.equal(result.code, code);
    assert.equal(result.cause?.id, cause);
    peer.destroy();
  });
}

test("a client is told which end was first, and of a reset", async () => {
  const server = await RawServer.listen();
  const socket = new WebSocket(server.url());
  const peer = await server.nextPeer();
  await peer.acceptUpgrade();
  await once(socket, "open");
  const failed = once(socket, "error");
  peer.reset();
  const [error] = (await failed.catch((reason: unknown) => [reason])) as [NodeJS.ErrnoException];
  assert.equal(error.code, "ECONNRESET");
  const result = await socket.closed;
  assert.equal(result.code, 1006);
  assert.equal(result.cause?.id, "no-close-frame");
  await server.close();
});
