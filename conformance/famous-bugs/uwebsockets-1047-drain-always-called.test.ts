/**
 * Bug: uNetworking/uWebSockets#1047 ".drain not always called", and uWebSockets.js#169 "What is the proper way to deal with
 * backpressure?"
 * Who: applications that wait for a drain that never comes, because what waited was written within another call.
 * Answer: whenever `send` has returned false, `drain` follows once, however the output was written.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { RawPeer } from "@longwire/testkit";
import { openServer } from "./open-server.ts";

test("every false is followed by one drain, also while messages come in and are answered", {
  timeout: 20_000,
}, async (t) => {
  const { port, nextSocket } = await openServer(t, { limits: { maxBufferedBytes: 64 << 20 } });
  const accepted = nextSocket();
  const peer = await RawPeer.open(port);
  const socket = await accepted;
  let drains = 0;
  socket.on("drain", () => {
    drains += 1;
  });
  socket.on("message", () => socket.send("an answer from within a read"));
  const drained = async (): Promise<void> => new Promise((resolve) => socket.once("drain", () => resolve()));
  for (let round = 1; round <= 10; round += 1) {
    peer.socket.pause();
    while (socket.send(Buffer.alloc(128 * 1024)));
    const next = drained();
    // Writes happen within reads as well.
    for (let i = 0; i < 10; i += 1) peer.sendMasked({ opcode: 1, payload: Buffer.from("a") });
    peer.socket.resume();
    await next;
    assert.equal(drains, round);
  }
  peer.destroy();
});
