import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { encodedHeaderLength, encodeFrameHeader } from "../frame/frame-header.ts";
import { copyMasked } from "../frame/mask.ts";
import { opcodes } from "../frame/opcode.ts";
import type { CopyMasked } from "../ports.ts";
import { Connection } from "./connection.ts";

/** The harshest port that is allowed: nothing of what was read stays as it was. */
const destroying: CopyMasked = (source, from, to, target, at, key, phase) => {
  copyMasked(source, from, to, target, at, key, phase);
  source.fill(0xff, from, to);
};

function frame(payload: Uint8Array, fin: boolean, isFirst: boolean, maskingKey: number): Uint8Array {
  const opcode = isFirst ? opcodes.binary : opcodes.continuation;
  const bytes = new Uint8Array(encodedHeaderLength(payload.length, true) + payload.length);
  const at = encodeFrameHeader({ fin, rsv1: false, opcode, payloadLength: payload.length, maskingKey }, bytes, 0);
  copyMasked(payload, 0, payload.length, bytes, at, maskingKey, 0);
  return bytes;
}

function messagesOf(stream: Uint8Array, chunkBytes: number, port: CopyMasked | undefined): Uint8Array[] {
  const messages: Uint8Array[] = [];
  const connection = new Connection({
    role: "server",
    now: 0,
    copyMasked: port,
    handler: {
      onMessage: (payload) => messages.push(payload),
      onPing: () => undefined,
      onPong: () => undefined,
      onClosing: () => undefined,
    },
  });
  // One buffer for all reads, as a driver has it.
  const buffer = new Uint8Array(chunkBytes);
  for (let at = 0; at < stream.length; at += chunkBytes) {
    const chunk = stream.subarray(at, at + chunkBytes);
    buffer.set(chunk);
    connection.receive(buffer.subarray(0, chunk.length), 0);
  }
  return messages;
}

describe("the port that unmasks input", () => {
  it("may destroy what it has read: messages are the same, in any cut", () => {
    const payloads = fc.array(fc.uint8Array({ maxLength: 700 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(payloads, fc.integer({ min: 1, max: 2000 }), fc.integer(), (parts, chunkBytes, key) => {
        // Every second message has two fragments.
        const frames = parts.flatMap((part, i) =>
          i % 2 === 0
            ? [frame(part, true, true, key)]
            : [frame(part, false, true, key), frame(part, true, false, key ^ i)],
        );
        const stream = new Uint8Array(frames.reduce((sum, each) => sum + each.length, 0));
        let at = 0;
        for (const each of frames) {
          stream.set(each, at);
          at += each.length;
        }
        const expected = messagesOf(stream, stream.length, undefined);
        assert.equal(expected.length, parts.length);
        assert.deepEqual(messagesOf(stream, chunkBytes, destroying), expected);
      }),
    );
  });
});
