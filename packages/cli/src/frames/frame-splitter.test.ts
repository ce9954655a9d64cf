import assert from "node:assert/strict";
import { test } from "node:test";
import { encodeRawFrame } from "@longwire/testkit";
import { opcodes } from "@longwire/wire";
import { FrameSplitter } from "./frame-splitter.ts";

const stream = Buffer.concat([
  encodeRawFrame({
    opcode: opcodes.text,
    fin: false,
    payload: Buffer.from("hel"),
    maskingKey: Uint8Array.of(0x37, 0xfa, 0x21, 0x3d),
  }),
  encodeRawFrame({ opcode: opcodes.ping, payload: new Uint8Array(0) }),
  encodeRawFrame({ opcode: opcodes.continuation, payload: Buffer.from("lo") }),
  encodeRawFrame({ opcode: opcodes.binary, payload: Buffer.alloc(64, 7) }),
  encodeRawFrame({ opcode: opcodes.binary, payload: Buffer.alloc(70_000, 8), maskingKey: Uint8Array.of(1, 2, 3, 4) }),
  encodeRawFrame({ opcode: opcodes.close, payload: Buffer.from([3, 232]) }),
]);

const expected = [
  [1, false, 3, Buffer.from("hel").toString("hex")],
  [9, true, 0, ""],
  [0, true, 2, Buffer.from("lo").toString("hex")],
  [2, true, 64, "07".repeat(64)],
  [2, true, 70_000, "08".repeat(64)],
  [8, true, 2, "03e8"],
];

function split(chunkBytes: number): unknown[] {
  const seen: unknown[] = [];
  const splitter = new FrameSplitter(({ header, preview }) => {
    seen.push([header.opcode, header.fin, header.payloadLength, Buffer.from(preview).toString("hex")]);
  });
  for (let at = 0; at < stream.length; at += chunkBytes) splitter.push(stream.subarray(at, at + chunkBytes));
  assert.equal(splitter.rest, undefined);
  return seen;
}

for (const chunkBytes of [stream.length, 1, 2, 3, 7, 13, 64, 65, 1000]) {
  test(`RFC 6455 §5.2: frames are found in pieces of ${chunkBytes} bytes, payloads unmasked (§5.3)`, () => {
    assert.deepEqual(split(chunkBytes), expected);
  });
}

test("a frame is reported before its payload is complete, and a payload is not kept", () => {
  const seen: number[] = [];
  const splitter = new FrameSplitter(({ header }) => seen.push(header.payloadLength));
  const length = 2 ** 40;
  splitter.push(Uint8Array.of(0x82, 127, 0, 0, 1, 0, 0, 0, 0, 0));
  splitter.push(new Uint8Array(63));
  assert.deepEqual(seen, []);
  splitter.push(new Uint8Array(1));
  assert.deepEqual(seen, [length]);
  splitter.push(new Uint8Array(1000));
  assert.equal(splitter.rest, `${length - 1064} bytes of a payload are missing`);
});

test("a stream that ends within a header says so", () => {
  const splitter = new FrameSplitter(() => assert.fail("there is no frame"));
  splitter.push(Uint8Array.of(0x81));
  assert.equal(splitter.rest, "within a frame header");
});
