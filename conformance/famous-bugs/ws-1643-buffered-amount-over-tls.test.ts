/**
 * Bug: websockets/ws#1643 "Over wss the bufferedAmount is high and ws._socket.on('drain') never fires"
 * Who: senders that steer by `bufferedAmount`, as soon as TLS is switched on.
 * Answer: `bufferedAmount`, `drain` and `drained()` mean the same over TLS as over TCP.
 */
import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { createSelfSigned, until } from "@longwire/testkit";
import { WebSocket } from "@longwire/websocket";
import { openServer } from "./open-server.ts";

for (const tls of [undefined, createSelfSigned()]) {
  test(`it returns to 0, and drain comes (${tls === undefined ? "TCP" : "TLS"})`, { timeout: 10_000 }, async (t) => {
    const { url, nextSocket } = await openServer(t, tls === undefined ? {} : { tls });
    const accepted = nextSocket();
    const client = new WebSocket(url, [], { tls: { ca: tls?.cert } });
    await once(client, "open");
    const socket = await accepted;
    const received = once(client, "message");
    assert.equal(socket.send("small"), true);
    await received;
    assert.equal(socket.bufferedAmount, 0);
    client.pause();
    while (socket.send(Buffer.alloc(64 * 1024)));
    assert.ok(socket.bufferedAmount > 64 * 1024);
    const drained = Promise.all([once(socket, "drain"), socket.drained()]);
    client.resume();
    await drained;
    await until("all is written", () => socket.bufferedAmount === 0);
    client.terminate();
  });
}
