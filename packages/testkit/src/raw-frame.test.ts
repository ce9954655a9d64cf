import assert from "node:assert/strict";
import { test } from "node:test";
import { formatHex, joinBytes, parseHex } from "./hex.ts";
import { encodeRawFrame, maskFrames, splitFrames, xorWithKey } from "./raw-frame.ts";

const key = parseHex("37 fa 21 3d");

test("RFC 6455 §5.7: the examples", () => {
  const payload = parseHex('"Hello"');
  assert.equal(formatHex(encodeRawFrame({ opcode: 1, payload })), "81 05 48 65 6c 6c 6f");
  assert.equal(formatHex(encodeRawFrame({ opcode: 1, payload, maskingKey: key })), "81 85 37 fa 21 3d 7f 9f 4d 51 58");
  assert.equal(formatHex(maskFrames(parseHex('81 05 "Hello"'), key)), "81 85 37 fa 21 3d 7f 9f 4d 51 58");
  const long = encodeRawFrame({ opcode: 2, payload: new Uint8Array(256) });
  assert.equal(formatHex(long.subarray(0, 5)), "82 7e 01 00 00");
  const longer = encodeRawFrame({ opcode: 2, payload: new Uint8Array(65536) });
  assert.equal(formatHex(longer.subarray(0, 11)), "82 7f 00 00 00 00 00 01 00 00 00");
});

test("wrong frames are encoded as they are asked for", () => {
  const odd = { opcode: 11, fin: false, rsv: 5, lengthBytes: 8, declaredLength: 2n ** 64n - 1n } as const;
  assert.equal(formatHex(encodeRawFrame(odd)), "5b 7f ff ff ff ff ff ff ff ff");
  assert.equal(formatHex(encodeRawFrame({ opcode: 1, lengthBytes: 2, payload: parseHex("61") })), "81 7e 00 01 61");
});

test("splitFrames finds what was put together, masked or not", () => {
  const frames = [
    { opcode: 1, payload: parseHex('"abc"'), fin: false, rsv: 4 },
    { opcode: 0, payload: new Uint8Array(300).fill(7), maskingKey: key },
    { opcode: 9 },
  ];
  const found = splitFrames(joinBytes(frames.map(encodeRawFrame)));
  assert.deepEqual(
    found.map(({ opcode, fin, rsv, payload, isTruncated }) => [opcode, fin, rsv, payload.length, isTruncated]),
    [
      [1, false, 4, 3, false],
      [0, true, 0, 300, false],
      [9, true, 0, 0, false],
    ],
  );
  assert.deepEqual(found[1]?.payload, frames[1]?.payload);
  assert.deepEqual(found[1]?.maskingKey, key);
  assert.deepEqual(found[1]?.unmasked, encodeRawFrame({ opcode: 0, payload: new Uint8Array(300).fill(7) }));
});

test("a stream that ends within a frame: at every byte of it", () => {
  const frame = encodeRawFrame({ opcode: 2, payload: new Uint8Array(126), maskingKey: key });
  for (let length = 1; length < frame.length; length += 1) {
    assert.equal(splitFrames(frame.subarray(0, length)).at(-1)?.isTruncated, true, String(length));
  }
});

test("maskFrames keeps what is broken: headers that end early, lengths that lie", () => {
  const zero = new Uint8Array(4);
  assert.equal(formatHex(maskFrames(parseHex("81"), zero)), "81");
  assert.equal(formatHex(maskFrames(parseHex("82 7f 00 00"), zero)), "82 ff 00 00");
  assert.equal(formatHex(maskFrames(parseHex("81 7d 61"), zero)), "81 fd 00 00 00 00 61");
  assert.equal(formatHex(maskFrames(parseHex("81 00 81 01 61"), zero)), "81 80 00 00 00 00 81 81 00 00 00 00 61");
});

test("xorWithKey is its own inverse", () => {
  assert.deepEqual(xorWithKey(xorWithKey(parseHex('"Hello"'), key), key), parseHex('"Hello"'));
});
