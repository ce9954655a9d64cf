import assert from "node:assert/strict";
import { test } from "node:test";
import { byteByByte, type Cut, encodeRawFrame, joinBytes, randomCuts, SeededRandom, whole } from "@longwire/testkit";
import { FrameCounter } from "./frame-counter.ts";

const cuts: readonly Cut[] = [whole, byteByByte, ...[1, 2, 3, 4, 5].map((seed) => randomCuts(new SeededRandom(seed)))];

interface Seen {
  readonly messages: number;
  readonly controls: readonly (readonly [opcode: number, payload: string])[];
  readonly payloads: string;
}

/** Feeds the parts through one buffer that is used again, from its middle, as a read buffer would be. */
function count(parts: readonly Uint8Array[], expectedBytes: number, looks: boolean): Seen {
  const buffer = new Uint8Array(300_000);
  const controls: [number, string][] = [];
  let payloads = "";
  const counter = new FrameCounter(
    {
      onControl: (opcode, payload) => controls.push([opcode, Buffer.from(payload).toString()]),
      onPayload: looks
        ? (bytes, start, end, offset) => {
            payloads += `${offset === 0 ? "|" : ""}${Buffer.from(bytes.subarray(start, end))}`;
          }
        : undefined,
    },
    expectedBytes,
  );
  let messages = 0;
  for (const part of parts) {
    buffer.fill(0xff);
    buffer.set(part, 7);
    messages += counter.receive(buffer, 7, 7 + part.length);
  }
  return { messages, controls, payloads };
}

const text = (payload: string, fields: { fin?: boolean; opcode?: number } = {}): Uint8Array =>
  encodeRawFrame({ opcode: 1, payload: Buffer.from(payload), ...fields });

for (const looks of [false, true]) {
  const how = looks ? "payloads looked at" : "payloads skipped";

  for (const size of [0, 1, 125, 126, 65_535, 65_536]) {
    test(`messages of ${size} bytes are counted however they are cut, ${how}`, () => {
      const frame = encodeRawFrame({ opcode: 2, payload: new Uint8Array(size) });
      const stream = joinBytes([frame, frame, frame]);
      for (const cut of cuts) assert.equal(count(cut.parts(stream), size, looks).messages, 3, cut.name);
    });
  }

  test(`fragments make one message, with control frames between them (RFC 6455 §5.4), ${how}`, () => {
    const stream = joinBytes([
      text("four"),
      text("f", { fin: false }),
      encodeRawFrame({ opcode: 9, payload: Buffer.from("ping") }),
      text("ou", { fin: false, opcode: 0 }),
      encodeRawFrame({ opcode: 10 }),
      text("r", { opcode: 0 }),
      text("last"),
    ]);
    for (const cut of cuts) {
      const { messages, controls, payloads } = count(cut.parts(stream), 4, looks);
      assert.equal(messages, 3, cut.name);
      assert.deepEqual(controls, [
        [9, "ping"],
        [10, ""],
      ]);
      assert.equal(payloads, looks ? "|four|four|last" : "");
    }
  });
}

test("any length is counted where none is expected", () => {
  const stream = joinBytes([text("a"), text("bc"), text("")]);
  for (const cut of cuts) assert.equal(count(cut.parts(stream), -1, false).messages, 3, cut.name);
});

const faults: readonly (readonly [title: string, stream: Uint8Array, message: RegExp])[] = [
  ["a message that is too short", text("abc"), /a message of 3 bytes instead of 4/],
  ["a message that is too long", text("abcde"), /a message of 5 bytes instead of 4/],
  ["fragments that are too long", joinBytes([text("abc", { fin: false }), text("de", { opcode: 0 })]), /of 5 bytes/],
  [
    "a masked frame",
    encodeRawFrame({ opcode: 1, payload: Buffer.from("abcd"), maskingKey: Uint8Array.of(1, 2, 3, 4) }),
    /masked/,
  ],
  ["a reserved bit", encodeRawFrame({ opcode: 1, payload: Buffer.from("abcd"), rsv: 4 }), /a reserved bit/],
  ["an undefined data opcode", encodeRawFrame({ opcode: 3, payload: Buffer.from("abcd") }), /opcode 3/],
  ["an undefined control opcode", encodeRawFrame({ opcode: 11 }), /opcode 11/],
  ["a continuation of nothing", text("abcd", { opcode: 0 }), /fragments out of order/],
  ["a message inside another", joinBytes([text("a", { fin: false }), text("abcd")]), /fragments out of order/],
  ["a fragmented control frame", encodeRawFrame({ opcode: 9, fin: false }), /broken control frame/],
  ["a control frame of 126 bytes", encodeRawFrame({ opcode: 9, payload: new Uint8Array(126) }), /broken control frame/],
];

for (const [title, stream, message] of faults) {
  test(`${title} is told, however it is cut`, () => {
    for (const cut of cuts)
      assert.throws(() => count(cut.parts(joinBytes([text("good"), stream])), 4, false), { message });
  });
}
