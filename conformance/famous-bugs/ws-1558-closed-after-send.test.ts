/**
 * Bug: websockets/ws#1558 "Connection closed 1006 after message send, no reason" (open), and #1860
 * Who: clients of servers that break a rule: the close says nothing of which.
 * Answer: the close names the rule that the peer broke, with the clause of the RFC; the peer is told as well.
 */
import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { type RawFrame, RawServer } from "@longwire/testkit";
import { WebSocket } from "@longwire/websocket";

const answers: Readonly<Record<string, readonly [frame: RawFrame, section: RegExp]>> = {
  "frame-masked": [{ opcode: 1, payload: Buffer.from("a"), maskingKey: Uint8Array.of(1, 2, 3, 4) }, /5\.1/],
  "reserved-bit-1": [{ opcode: 1, rsv: 4, payload: Buffer.from("a") }, /5\.2/],
  "text-not-utf8": [{ opcode: 1, payload: Uint8Array.of(0xff) }, /8\.1/],
  "continuation-unexpected": [{ opcode: 0, payload: Buffer.from("a") }, /5\.4/],
  "control-too-long": [{ opcode: 9, payload: Buffer.alloc(126) }, /5\.5/],
};

for (const [id, [frame, section]] of Object.entries(answers)) {
  test(`an answer that breaks the rule ${id} says so`, async () => {
    const server = await RawServer.listen();
    const socket = new WebSocket(server.url());
    const peer = await server.nextPeer();
    await peer.acceptUpgrade();
    await once(socket, "open");
    socket.send("hello");
    await peer.readFrame();
    peer.sendUnmasked(frame);
    const { code, reason } = await peer.readClose();
    peer.destroy();
    const { cause } = await socket.closed;
    assert.equal(cause?.id, id);
    assert.match(cause?.section ?? "", section);
    assert.equal(code, cause?.close);
    assert.notEqual(reason, "");
    await server.close();
  });
}
