import assert from "node:assert/strict";
import { test } from "node:test";
import { encodeRawFrame, formatHex, parseHex } from "@longwire/testkit";
import fc from "fast-check";
import {
  createFrameHeader,
  decodeFrameHeader,
  encodedHeaderLength,
  encodeFrameHeader,
  type FrameFields,
  headerLength,
  maxHeaderBytes,
} from "./frame-header.ts";

function encode(fields: FrameFields): Uint8Array {
  const length = encodedHeaderLength(fields.payloadLength, fields.maskingKey !== undefined);
  const bytes = new Uint8Array(length + 2).fill(0xaa);
  assert.equal(encodeFrameHeader(fields, bytes, 1), 1 + length, "returns the index after the header");
  assert.deepEqual([bytes[0], bytes.at(-1)], [0xaa, 0xaa], "writes nothing else");
  return bytes.subarray(1, -1);
}

function decode(bytes: Uint8Array): ReturnType<typeof createFrameHeader> {
  const header = createFrameHeader();
  assert.equal(decodeFrameHeader(bytes, 0, header), bytes.length);
  return header;
}

const fields = fc.record({
  fin: fc.boolean(),
  rsv1: fc.boolean(),
  opcode: fc.nat(15),
  payloadLength: fc.oneof(
    fc.nat(130),
    fc.integer({ min: 65530, max: 65540 }),
    fc.integer({ min: 2 ** 31 - 2, max: 2 ** 32 + 2 }),
    fc.nat(Number.MAX_SAFE_INTEGER),
  ),
  maskingKey: fc.option(fc.integer({ min: 0, max: 2 ** 32 - 1 }), { nil: undefined }),
});

test("§5.2: decoding what was encoded gives every field back", () => {
  fc.assert(
    fc.property(fields, (wanted) => {
      const header = decode(encode(wanted));
      assert.deepEqual(
        {
          fin: header.fin,
          rsv1: header.rsv1,
          opcode: header.opcode,
          payloadLength: header.payloadLength,
          maskingKey: header.masked ? header.maskingKey : undefined,
        },
        { ...wanted },
      );
      assert.deepEqual([header.rsv2, header.rsv3, header.lengthMsb], [false, false, false]);
    }),
    { numRuns: 500 },
  );
});

test("§5.2: encodes the same bytes as an encoder written from the RFC's figure", () => {
  fc.assert(
    fc.property(fields, (wanted) => {
      const key = wanted.maskingKey;
      const expected = encodeRawFrame({
        opcode: wanted.opcode,
        fin: wanted.fin,
        rsv: wanted.rsv1 ? 4 : 0,
        declaredLength: BigInt(wanted.payloadLength),
        maskingKey: key === undefined ? undefined : Uint8Array.of(key >>> 24, key >>> 16, key >>> 8, key),
      });
      assert.equal(formatHex(encode(wanted)), formatHex(expected));
    }),
    { numRuns: 500 },
  );
});

test("§5.2: every first byte and every form of the second decodes to its bits", () => {
  for (let first = 0; first < 256; first += 1) {
    const header = decode(Uint8Array.of(first, 0));
    const bits = [header.fin, header.rsv1, header.rsv2, header.rsv3].map(Number).join("");
    assert.equal(Number.parseInt(bits, 2) * 16 + header.opcode, first);
  }
  for (let second = 0; second < 256; second += 1) {
    const bytes = new Uint8Array(headerLength(second));
    bytes[1] = second;
    const header = decode(bytes);
    assert.equal(header.masked, second >= 128);
    assert.equal(header.lengthBytes, (second & 127) === 126 ? 2 : (second & 127) === 127 ? 8 : 0);
    assert.equal(header.payloadLength, (second & 127) < 126 ? second & 127 : 0);
  }
});

test("§5.2: 64-bit lengths: exact to 2^53, and the most significant bit is seen", () => {
  const cases: [string, number, boolean][] = [
    ["00 00 00 00 7f ff ff ff", 2 ** 31 - 1, false],
    ["00 00 00 00 80 00 00 00", 2 ** 31, false],
    ["00 00 00 01 00 00 00 00", 2 ** 32, false],
    ["00 1f ff ff ff ff ff ff", 2 ** 53 - 1, false],
    ["00 20 00 00 00 00 00 00", 2 ** 53, false],
    ["7f ff ff ff ff ff ff ff", 2 ** 63, false],
    ["80 00 00 00 00 00 00 00", 2 ** 63, true],
    ["ff ff ff ff ff ff ff ff", 2 ** 64, true],
  ];
  for (const [hex, length, msb] of cases) {
    const header = decode(parseHex(`82 7f ${hex}`));
    assert.deepEqual([header.payloadLength, header.lengthMsb], [length, msb], hex);
  }
});

test("a header that is not whole decodes to 0 and touches nothing", () => {
  const bytes = parseHex("c1 ff 00 00 00 00 00 01 00 00 37 fa 21 3d");
  assert.equal(bytes.length, maxHeaderBytes);
  for (let length = 0; length < bytes.length; length += 1) {
    const header = createFrameHeader();
    assert.equal(decodeFrameHeader(bytes.subarray(0, length), 0, header), 0);
    assert.deepEqual(header, createFrameHeader());
  }
  const header = createFrameHeader();
  assert.equal(decodeFrameHeader(bytes, 0, header), 14);
  assert.equal(header.maskingKey, 0x37fa213d);
});

test("a header record can be used again: no field survives from the frame before", () => {
  const header = createFrameHeader();
  decodeFrameHeader(parseHex("ff ff ff ff ff ff ff ff ff ff 01 02 03 04"), 0, header);
  decodeFrameHeader(parseHex("00 00"), 0, header);
  assert.deepEqual(header, createFrameHeader());
});
