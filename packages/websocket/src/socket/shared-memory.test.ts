import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, it } from "node:test";
import { SeededRandom } from "@longwire/testkit";
import { serverPaths } from "../testing/server-paths.ts";
import { WebSocket } from "./web-socket.ts";

const CLIENTS = 12;
const ROUNDS = 60;

/** Every byte follows from the number, so that a byte of another message is found. */
function payload(number: number, length: number): Buffer {
  const bytes = Buffer.alloc(length, number & 0xff);
  if (length >= 4) bytes.writeUInt32BE(number);
  return bytes;
}

for (const path of serverPaths) {
  describe(`connections that share memory [${path.name}]`, { timeout: 20_000 }, () => {
    it("get their own bytes only, also while some of them do not read (read buffer and output blocks)", async (t) => {
      const seed = 20_261_122;
      const random = new SeededRandom(seed);
      const { server, port } = await path.start(t, { limits: { maxBufferedBytes: 1e9 } });
      server.on("connection", (socket) => socket.on("message", (data) => socket.send(data)));
      const sockets = Array.from({ length: CLIENTS }, () => new WebSocket(path.url(port), [], path.clientOptions));
      await Promise.all(sockets.map((socket) => once(socket, "open")));
      const sent = sockets.map((): Buffer[] => []);
      const checked = sockets.map(async (socket, i) => {
        let count = 0;
        for await (const { data } of socket) {
          assert.ok(sent[i]?.[count]?.equals(data as Buffer), `seed ${seed}: socket ${i}, message ${count}`);
          count += 1;
          // Now and then a reader that lets the server's output pile up.
          if (count % 20 === 0) await new Promise((resolve) => setImmediate(resolve));
          if (count === ROUNDS) break;
        }
        return count;
      });
      for (let round = 0; round < ROUNDS; round += 1) {
        for (const [i, socket] of sockets.entries()) {
          const bytes = payload(round * CLIENTS + i, random.pick([0, 3, 32, 900, 5000, 70_000, 200_000]));
          sent[i]?.push(bytes);
          socket.send(bytes);
        }
        if (random.chance(0.3)) await new Promise((resolve) => setImmediate(resolve));
      }
      assert.deepEqual(await Promise.all(checked), Array(CLIENTS).fill(ROUNDS));
      for (const socket of sockets) socket.terminate();
    });

    it("leave a write alone that the kernel has not taken, whatever the others send meanwhile", async (t) => {
      const { server, port } = await path.start(t, { limits: { maxBufferedBytes: 1e9 } });
      const accepted: WebSocket[] = [];
      server.on("connection", (socket) => accepted.push(socket));
      const slow = new WebSocket(path.url(port), [], path.clientOptions);
      await once(slow, "open");
      const quick = new WebSocket(path.url(port), [], path.clientOptions);
      await once(quick, "open");
      const [toSlow, toQuick] = accepted;
      assert.ok(toSlow !== undefined && toQuick !== undefined);
      slow.pause();
      const length = 100_000;
      let count = 0;
      // Until the kernel takes no more: a write is on its way, and more waits behind it.
      while (toSlow.bufferedAmount < 4 * length) {
        toSlow.send(payload(count, length));
        count += 1;
        await new Promise((resolve) => setImmediate(resolve));
      }
      for (let i = 0; i < 50; i += 1) {
        toQuick.send(Buffer.alloc(length, 0xee));
        await new Promise((resolve) => setImmediate(resolve));
      }
      let received = 0;
      slow.on("message", (data) => {
        assert.ok(payload(received, length).equals(data as Buffer), `message ${received} of ${count}`);
        received += 1;
        if (received === count) slow.close();
      });
      slow.resume();
      const { cause } = await slow.closed;
      assert.deepEqual([received, cause], [count, undefined]);
      quick.terminate();
    });
  });
}
