import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import {
  CountingAllocate,
  encodeRawFrame,
  formatHex,
  joinBytes,
  parseHex,
  ReversingTransform,
  SeededRandom,
  splitFrames,
} from "@longwire/testkit";
import { opcodes } from "../frame/opcode.ts";
import { Outbound } from "./outbound.ts";

const EVERYTHING = Number.POSITIVE_INFINITY;
const KEY = 0x37fa213d;

function server(transform?: ReversingTransform): Outbound {
  return new Outbound({ allocate: new CountingAllocate().allocate }, undefined, transform);
}

function client(nextMaskingKey: () => number = () => KEY): Outbound {
  return new Outbound({ allocate: new CountingAllocate().allocate }, nextMaskingKey, undefined);
}

/** All that waits, without masks. */
function takeAll(outbound: Outbound): string[] {
  const frames = splitFrames(joinBytes(outbound.take(EVERYTHING)));
  return frames.map((frame) => formatHex(frame.unmasked));
}

const bigFrame = encodeRawFrame({ opcode: 2, payload: new Uint8Array(20_000) });

test("§5.1: a client masks each frame, a server none", () => {
  for (const send of [
    (outbound: Outbound) => outbound.data("Hello", true, true),
    (outbound: Outbound) => outbound.data(parseHex('"Hello"'), false, true),
    (outbound: Outbound) => outbound.control(opcodes.ping, parseHex('"Hello"')),
    (outbound: Outbound) => outbound.pong(parseHex('"Hello"')),
  ]) {
    const [masked, plain] = [client(), server()];
    send(masked);
    send(plain);
    const bytes = joinBytes(masked.take(EVERYTHING));
    assert.equal(formatHex(bytes.subarray(2)), "37 fa 21 3d 7f 9f 4d 51 58");
    assert.equal(formatHex(joinBytes(plain.take(EVERYTHING)).subarray(2)), "48 65 6c 6c 6f");
  }
});

test("§5.2: every border of the payload length, both roles, text and binary; bytes says what will be taken", () => {
  for (const length of [0, 1, 125, 126, 127, 191, 192, 65535, 65536, 200_000]) {
    const payload = new SeededRandom(length).bytes(length);
    const text = "x".repeat(length);
    for (const outbound of [client(), server()]) {
      outbound.data(payload, false, true);
      outbound.data(text, true, true);
      const waiting = outbound.bytes;
      const taken = joinBytes(outbound.take(EVERYTHING));
      assert.equal(taken.length, waiting);
      const [binary, words] = splitFrames(taken);
      assert.ok(Buffer.from(binary?.payload ?? []).equals(Buffer.from(payload)), `binary ${length}`);
      assert.equal(Buffer.from(words?.payload ?? []).toString(), text, `text ${length}`);
    }
  }
});

test("V24, §10.3: the bytes are copied when they are sent: what the caller changes later is not", () => {
  for (const outbound of [client(), server()]) {
    for (const length of [4, 500]) {
      const payload = new Uint8Array(length).fill(1);
      outbound.data(payload, false, true);
      outbound.control(opcodes.ping, payload.subarray(0, 4));
      payload.fill(9);
    }
    const frames = splitFrames(joinBytes(outbound.take(EVERYTHING)));
    assert.ok(frames.every((frame) => frame.payload.every((byte) => byte === 1)));
  }
});

test("V24, §5.3: 10,000 frames have 10,000 keys of the source, each used once and whole", () => {
  const given: number[] = [];
  const outbound = client(() => {
    given.push(randomBytes(4).readUInt32BE());
    return given.at(-1) as number;
  });
  for (let i = 0; i < 10_000; i += 1) outbound.data("a", true, true);
  const keys = splitFrames(joinBytes(outbound.take(EVERYTHING))).map(({ maskingKey }) =>
    Buffer.from(maskingKey ?? []).readUInt32BE(),
  );
  assert.deepEqual(keys, given);
  // 10,000 of 2^32: more than five repetitions happen once in a million runs of a good source.
  assert.ok(new Set(keys).size > 9_994);
});

test("V23: no byte that nobody wrote is sent", () => {
  const outbound = server();
  for (let length = 0; length < 400; length += 1) outbound.data("\0".repeat(length), length % 2 === 0, true);
  const payloads = splitFrames(joinBytes(outbound.take(EVERYTHING))).map((frame) => frame.payload);
  assert.ok(payloads.every((payload) => payload.every((byte) => byte === 0)));
});

test("§5.4: fragments: the first has the opcode, the rest are continuations, the last has FIN", () => {
  const outbound = server();
  outbound.data("a", true, false);
  outbound.control(opcodes.ping, new Uint8Array(0));
  outbound.data("b", true, false);
  outbound.data(parseHex("63"), false, true);
  outbound.data("", false, true);
  assert.deepEqual(takeAll(outbound), ["01 01 61", "89 00", "00 01 62", "80 01 63", "82 00"]);
});

test("§5.4: frames of a broadcast wait until our message in fragments is complete, then keep their order", () => {
  const outbound = server();
  outbound.data("a", true, false);
  outbound.encoded(parseHex("81 01 78"));
  outbound.encoded(parseHex("81 01 79"));
  assert.equal(outbound.bytes, 9, "what is held counts");
  assert.deepEqual(takeAll(outbound), ["01 01 61"]);
  outbound.data("b", true, true);
  outbound.data("c", true, true);
  assert.deepEqual(takeAll(outbound), ["80 01 62", "81 01 78", "81 01 79", "81 01 63"]);
  assert.equal(outbound.bytes, 0);
});

test("§5.5.1: with Close in the middle of a message in fragments, frames that were held can never be sent: nothing waits", () => {
  const outbound = server();
  outbound.data("a", true, false);
  outbound.encoded(parseHex("81 01 78"));
  outbound.close(parseHex("03 e8"));
  assert.deepEqual(takeAll(outbound), ["01 01 61", "88 02 03 e8"]);
  assert.equal(outbound.bytes, 0, "a driver that waits for an empty queue must not wait for ever");
});

test("V25, §5.5.3: while much output waits only the newest Pong is kept, and it leaves when the output has", () => {
  const outbound = server();
  outbound.encoded(bigFrame);
  for (let i = 0; i < 100_000; i += 1) outbound.pong(Uint8Array.of(i & 0xff, (i >> 8) & 0xff));
  assert.equal(outbound.bytes, bigFrame.length + 4);
  const taken = outbound.take(bigFrame.length - 16_385);
  assert.equal(outbound.bytes, 16_385 + 4);
  const frames = splitFrames(joinBytes([...taken, ...outbound.take(EVERYTHING)]));
  assert.deepEqual(
    frames.map((frame) => frame.opcode),
    [opcodes.binary, opcodes.pong],
  );
  assert.equal(formatHex(frames[1]?.payload ?? new Uint8Array(0)), "9f 86");
});

test("V25: a flood of Pings that nobody reads the answers of: at most 16 KiB and one Pong wait", () => {
  const outbound = client();
  const payload = new Uint8Array(125);
  for (let i = 0; i < 1_000_000; i += 1) outbound.pong(payload);
  assert.ok(outbound.bytes <= 16_384 + 2 * 131, `${outbound.bytes} bytes`);
});

test("§5.5.3: take gives everything, the Pong that waited included, and no more than was asked for", () => {
  const outbound = server();
  outbound.encoded(bigFrame);
  outbound.pong(Uint8Array.of(1));
  assert.equal(joinBytes(outbound.take(EVERYTHING)).length, bigFrame.length + 3);
  assert.equal(outbound.bytes, 0);
  outbound.encoded(bigFrame);
  outbound.pong(Uint8Array.of(1));
  assert.equal(joinBytes(outbound.take(bigFrame.length + 1)).length, bigFrame.length + 1);
  assert.equal(outbound.bytes, 2);
});

test("edge 82, §5.5.2: a Pong that waits leaves before Close, never after it", () => {
  const outbound = server();
  outbound.encoded(bigFrame);
  outbound.pong(Uint8Array.of(7));
  outbound.close(parseHex("03 e8"));
  assert.deepEqual(takeAll(outbound).slice(1), ["8a 01 07", "88 02 03 e8"]);
  assert.deepEqual(takeAll(outbound), []);
});

test("edge 82: what the handler does to a Ping's payload does not change the Pong that waits", () => {
  const outbound = server();
  outbound.encoded(bigFrame);
  const payload = Uint8Array.of(7);
  outbound.pong(payload);
  payload.fill(9);
  assert.deepEqual(takeAll(outbound).at(-1), "8a 01 07");
});

test("dropWholeFrames: what was taken and what is left are whole frames; a Pong and held frames go too", () => {
  for (let cut = 0; cut < 60; cut += 1) {
    const outbound = client();
    outbound.data("first message", true, false);
    outbound.data(new Uint8Array(3), false, true);
    outbound.data("next", true, true);
    const taken = outbound.take(cut);
    outbound.dropWholeFrames();
    outbound.close(parseHex("0b c0"));
    const frames = splitFrames(joinBytes([...taken, ...outbound.take(EVERYTHING)]));
    assert.ok(
      frames.every((frame) => !frame.isTruncated && frame.maskingKey !== undefined),
      `cut at ${cut}`,
    );
    assert.equal(formatHex(frames.at(-1)?.unmasked ?? new Uint8Array(0)), "88 02 0b c0");
    assert.equal(outbound.bytes, 0);
  }
  const busy = server();
  busy.encoded(bigFrame);
  busy.pong(Uint8Array.of(1));
  busy.data("a", true, false);
  busy.encoded(bigFrame);
  busy.dropWholeFrames();
  assert.deepEqual([busy.bytes, takeAll(busy)], [0, []]);
});

test("clear drops everything", () => {
  const outbound = server();
  outbound.encoded(bigFrame);
  outbound.pong(Uint8Array.of(1));
  outbound.data("a", true, false);
  outbound.encoded(bigFrame);
  outbound.take(5);
  outbound.clear();
  assert.deepEqual([outbound.bytes, takeAll(outbound)], [0, []]);
});

test("RFC 7692 §6: an extension encodes whole messages, declines by undefined, and leaves fragments alone", () => {
  const outbound = server(new ReversingTransform());
  outbound.data("abc", true, true);
  outbound.data(parseHex("01 02"), false, true);
  outbound.data("x", true, true);
  outbound.data("ab", true, false);
  outbound.data("cd", true, true);
  outbound.control(opcodes.ping, parseHex("01 02"));
  assert.deepEqual(takeAll(outbound), [
    "c1 03 63 62 61",
    "c2 02 02 01",
    "81 01 78",
    "01 02 61 62",
    "80 02 63 64",
    "89 02 01 02",
  ]);
});
