/** Content of big echoes, byte for byte: the Autobahn TestSuite compares only type and length of them. */
import assert from "node:assert/strict";
import { createHash, hash } from "node:crypto";
import { once } from "node:events";
import { test } from "node:test";
import { WebSocket } from "@longwire/websocket";
import { startEcho } from "../testing/spawn-longwire.ts";

const MIB = 1024 * 1024;
const maxMessageBytes = 64 * MIB;

/** Bytes that repeat nowhere near, so that a lost, doubled or moved piece is seen. Text is its hex. */
function content(length: number, isText: boolean): Buffer {
  const digests: Buffer[] = [];
  for (let bytes = 0, i = 0; bytes < length; i += 1) {
    const digest = createHash("sha512").update(`block ${i}`).digest();
    const block = isText ? Buffer.from(digest.toString("hex")) : digest;
    digests.push(block);
    bytes += block.length;
  }
  return Buffer.concat(digests).subarray(0, length);
}

async function sendInFragments(socket: WebSocket, data: Buffer, fragmentBytes: number, isText: boolean): Promise<void> {
  for (let at = 0; at < data.length; at += fragmentBytes) {
    const end = at + fragmentBytes;
    const options = { fin: end >= data.length, binary: !isText };
    if (!socket.send(data.subarray(at, end), options)) await socket.drained();
  }
}

const sizes: readonly (readonly [bytes: number, fragments: readonly number[]])[] = [
  [MIB, [64, 256, 1024, 4096, 16_384, 65_536, MIB]],
  [16 * MIB, [64, 1000, 65_536, 16 * MIB]],
];

for (const [bytes, fragments] of sizes) {
  for (const isText of [false, true]) {
    const kind = isText ? "text" : "binary";
    test(`echo: ${bytes / MIB} MiB of ${kind} in fragments (RFC 6455 §5.4) of ${fragments.join(", ")} bytes`, async (t) => {
      const { url } = await startEcho(t);
      const socket = new WebSocket(url, [], { limits: { maxMessageBytes } });
      await once(socket, "open");
      const data = content(bytes, isText);
      const expected = hash("sha256", data);
      for (const fragmentBytes of fragments) {
        const arrival = once(socket, "message");
        await sendInFragments(socket, data, fragmentBytes, isText);
        const [received, isBinary] = (await arrival) as [string | Buffer, boolean];
        assert.equal(isBinary, !isText);
        assert.equal(Buffer.byteLength(received), bytes, `length, fragments of ${fragmentBytes}`);
        assert.equal(hash("sha256", received), expected, `content, fragments of ${fragmentBytes}`);
      }
      socket.close(1000);
      assert.equal((await socket.closed).wasClean, true);
    });
  }
}
