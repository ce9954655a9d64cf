/**
 * V8, an inflater used after an error (ws#1848, ws PR 2285: 1007 in the place of 1009, or a crash).
 * Defence: a failure drops what waits, and late results are recognised by their generation (deflate-transform.ts,
 * decode-order.ts). Taken out, by removing `dropDecodes` and the clearing of slots in `#drop`, messages follow the failure.
 */
import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { constants, deflateRawSync } from "node:zlib";
import { RawPeer } from "@longwire/testkit";
import { WebSocketServer } from "@longwire/websocket";
import { offer } from "./support/start-deflate-server.ts";

function compress(text: string): Buffer {
  return deflateRawSync(text, { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, -4);
}

const KIB = 1024;
const faults: readonly (readonly [name: string, payload: Buffer, code: number])[] = [
  ["a message over the limit", compress("x".repeat(1000 * KIB)), 1009],
  ["a small one over the limit", compress("x".repeat(301 * KIB)), 1009],
  ["broken DEFLATE", Buffer.from([0x07]), 1007],
  [
    "broken DEFLATE behind much that is good",
    Buffer.concat([deflateRawSync("y".repeat(200 * KIB)), Buffer.of(0x07)]),
    1007,
  ],
];

for (const [name, payload, code] of faults) {
  test(`${name}, while more messages wait: one close with ${code}, and nothing after it`, async () => {
    const server = new WebSocketServer({
      port: 0,
      host: "127.0.0.1",
      perMessageDeflate: true,
      limits: { maxMessageBytes: 300 * KIB },
    });
    await once(server, "listening");
    const events: string[] = [];
    server.on("connection", (socket) => {
      socket.on("message", (data) => events.push(`message ${(data as string).length}`));
      socket.on("close", (closeCode, _reason, result) => events.push(`close ${closeCode} ${result.cause?.close}`));
    });
    const peer = await RawPeer.open((server.address() as { port: number }).port, offer);
    const good = compress("z".repeat(100 * KIB));
    for (const each of [good, payload, good, good, good]) peer.sendMasked({ opcode: 1, rsv: 4, payload: each });
    assert.equal((await peer.readClose()).code, code);
    peer.destroy();
    await server.close();
    assert.deepEqual(events, [`message ${100 * KIB}`, `close ${code} ${code}`]);
    // A real wait, for nothing to happen: what was at work in the thread pool has ended by now, and nobody was told.
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(events.length, 2);
  });
}
