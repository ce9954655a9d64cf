/**
 * V24, masking keys that can be known (CVE-2025-10148: one key for a whole connection; RFC 6455 §5.3, §10.3).
 * Defence: a key per frame from a cryptographic generator (masking-keys.ts), and the data copied when it is given. Without fresh
 * keys, they repeat.
 */
import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { RawServer, splitFrames } from "@longwire/testkit";
import { WebSocket } from "@longwire/websocket";

const FRAMES = 10_000;
/** For 255 degrees of freedom, passed by chance once in ten million. */
const CHI_SQUARE_LIMIT = 385;

test(`${FRAMES} frames have keys that do not repeat and are spread evenly`, async () => {
  const server = await RawServer.listen();
  const socket = new WebSocket(server.url());
  const peer = await server.nextPeer();
  await peer.acceptUpgrade();
  await once(socket, "open");
  for (let i = 0; i < FRAMES; i += 1) socket.send("a");
  const frames = splitFrames(await peer.readBytes(FRAMES * 7));
  const keys = frames.map(({ maskingKey }) => Buffer.from(maskingKey ?? []));
  const distinct = new Set(keys.map((key) => key.readUInt32BE()));
  // Two of 10,000 random numbers of 32 bits are equal once in 86 runs; four pairs never.
  assert.ok(distinct.size > FRAMES - 4, `${FRAMES - distinct.size} repeated`);
  for (let at = 0; at < 4; at += 1) {
    const counts = new Array<number>(256).fill(0);
    for (const key of keys) counts[key.readUInt8(at)] = (counts[key.readUInt8(at)] ?? 0) + 1;
    const chiSquare = counts.reduce((sum, count) => sum + (count - FRAMES / 256) ** 2 / (FRAMES / 256), 0);
    assert.ok(chiSquare < CHI_SQUARE_LIMIT, `byte ${at}: ${chiSquare}`);
  }
  socket.terminate();
  await server.close();
});

test("bytes changed after they were given do not change what is sent", async () => {
  const server = await RawServer.listen();
  const socket = new WebSocket(server.url());
  const peer = await server.nextPeer();
  await peer.acceptUpgrade();
  await once(socket, "open");
  for (const size of [10, 200, 5000, 200_000]) {
    const data = Buffer.alloc(size, 1);
    socket.send(data);
    data.fill(2);
    assert.ok(
      (await peer.readFrame()).payload.every((byte) => byte === 1),
      `${size} bytes`,
    );
  }
  socket.terminate();
  await server.close();
});
