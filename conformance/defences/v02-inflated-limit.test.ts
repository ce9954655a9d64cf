/**
 * V2, a limit applied to the compressed length (GHSA-hxp9-w8x3-p566, CVE-2026-54464).
 * Defence: one limit, on what the application sees; `maxMessageBytes` goes to the inflater (inbound.ts, decode-order.ts).
 * Taken out, by `limitBytes` Infinity in decode-order.ts, longer messages are delivered.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { constants, deflateRawSync } from "node:zlib";
import { SeededRandom } from "@longwire/testkit";
import { WebSocket, WebSocketServer } from "@longwire/websocket";

test("for every limit and every message, compressed or not: what is delivered is not longer than the limit", async () => {
  const random = new SeededRandom(2);
  for (let round = 0; round < 40; round += 1) {
    const limit = [0, 1, 100, 128, 1023, 1024, 65_536, 70_000][random.below(8)] as number;
    const length = Math.max(0, limit - 2 + random.below(5));
    const [first] = await delivered(limit, length, random.below(2) === 0);
    assert.equal(first, length <= limit ? length : 1009, `limit ${limit}, ${length} bytes`);
  }
});

/** The length of the message that arrived, or the code of the close. */
async function delivered(limit: number, length: number, compress: boolean): Promise<number[]> {
  const server = new WebSocketServer({
    port: 0,
    host: "127.0.0.1",
    perMessageDeflate: { threshold: 0 },
    limits: { maxMessageBytes: limit },
  });
  await new Promise<void>((resolve) => server.once("listening", resolve));
  const seen: number[] = [];
  server.on("connection", (socket) => {
    socket.on("message", (data) => {
      seen.push((data as string).length);
      socket.close(1000);
    });
  });
  const { port } = server.address() as { port: number };
  const client = new WebSocket(`ws://127.0.0.1:${port}/`, [], { perMessageDeflate: { threshold: 0 } });
  client.on("open", () => client.send("x".repeat(length), { compress }));
  const { code } = await client.closed;
  await server.close();
  return seen.length > 0 ? seen : [code];
}

test("22 bytes that become 4096 do not pass a limit of 128", () => {
  const payload = deflateRawSync("a".repeat(4096), { finishFlush: constants.Z_SYNC_FLUSH });
  assert.ok(payload.length < 64);
  return delivered(128, 4096, true).then((seen) => assert.deepEqual(seen, [1009]));
});
