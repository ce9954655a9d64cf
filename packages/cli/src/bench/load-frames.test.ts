import assert from "node:assert/strict";
import { test } from "node:test";
import { createFrameHeader, decodeFrameHeader } from "@longwire/wire";
import { LoadFrames, maskedFrame, NumberedPayloads, numberModulus } from "./load-frames.ts";

/** Takes the frames of `bytes` apart; every one must be a whole, masked binary message. */
function payloadsOf(bytes: Uint8Array): Buffer[] {
  const payloads: Buffer[] = [];
  const header = createFrameHeader();
  for (let at = 0; at < bytes.length; ) {
    const start = at + decodeFrameHeader(bytes, at, header);
    assert.ok(header.fin && header.masked && header.maskingKey !== 0 && header.opcode === 2);
    const masked = bytes.subarray(start, start + header.payloadLength);
    payloads.push(Buffer.from(masked.map((byte, i) => byte ^ ((header.maskingKey >>> (24 - 8 * (i % 4))) & 0xff))));
    at = start + header.payloadLength;
  }
  return payloads;
}

const sizes = [0, 1, 3, 32, 125, 126, 65_535, 65_536, 300_000];

for (const size of sizes) {
  test(`${size} bytes: any count of frames is written, each with the same content`, () => {
    const frames = new LoadFrames(size, 32);
    for (const wanted of [1, 2, 31, 32, 33, 100]) {
      if (wanted * size > 4_000_000) continue;
      const pieces: Buffer[] = [];
      frames.write(wanted, (bytes) => pieces.push(bytes));
      const payloads = payloadsOf(Buffer.concat(pieces));
      assert.equal(payloads.length, wanted);
      for (const payload of payloads)
        assert.ok(payload.equals(payloads[0] ?? Buffer.alloc(1)) && payload.length === size);
    }
  });
}

test("what a numbered frame carries is read again, whole or in parts, and counts as intact", () => {
  for (const size of [1, 2, 4, 5, 32, 70_000]) {
    const frames = new LoadFrames(size, 1);
    const found: number[] = [];
    const payloads = new NumberedPayloads(size, (number) => found.push(number));
    const numbers = [0, 1, 255, 256, 70_000, 2 ** 32 - 1, 2 ** 32];
    for (const number of numbers) {
      const [payload = Buffer.alloc(0)] = payloadsOf(frames.numbered(number));
      const middle = Math.floor(size / 3);
      if (middle > 0) payloads.receive(payload, 0, middle, 0);
      payloads.receive(payload, middle, size, middle);
    }
    assert.deepEqual(
      found,
      numbers.map((number) => number % numberModulus(size)),
    );
    assert.equal(payloads.corrupted, 0);
  }
});

test("a changed byte counts as one corrupted message", () => {
  const payloads = new NumberedPayloads(32, () => undefined);
  const [payload = Buffer.alloc(0)] = payloadsOf(new LoadFrames(32, 1).numbered(7));
  payloads.receive(payload, 0, 32, 0);
  payload[20] = 0;
  payload[21] = 0;
  payloads.receive(payload, 0, 32, 0);
  assert.equal(payloads.corrupted, 1);
});

test("control frames are masked too (RFC 6455 §5.3)", () => {
  assert.equal(maskedFrame(10, Buffer.from("hi")).toString("hex"), "8a8237fa213d5f93");
});
