import assert from "node:assert/strict";
import { test } from "node:test";
import { byteByByte, type Cut, formatHex, parseHex, splitAt, summary, whole } from "@longwire/testkit";
import type { ViolationId } from "../violation.ts";
import type { FrameHeader } from "./frame-header.ts";
import { FrameReader, type FrameSink } from "./frame-reader.ts";

class Log implements FrameSink {
  readonly lines: string[] = [];
  payload: number[] = [];
  /** What the sink answers at the event of this name. */
  readonly refusals: Partial<Record<"start" | "payload" | "end", ViolationId>>;

  constructor(refusals: Partial<Record<"start" | "payload" | "end", ViolationId>> = {}) {
    this.refusals = refusals;
  }

  onFrameStart(header: FrameHeader): ViolationId | undefined {
    this.lines.push(`start ${header.opcode} ${header.payloadLength}`);
    return this.refusals.start;
  }

  onFramePayload(_: FrameHeader, bytes: Uint8Array, from: number, to: number, offset: number): ViolationId | undefined {
    assert.ok(from < to, "never an empty part");
    assert.equal(offset, this.payload.length, "offsets follow each other");
    this.payload.push(...bytes.subarray(from, to));
    return this.refusals.payload;
  }

  onFrameEnd(): ViolationId | undefined {
    const payload = Uint8Array.from(this.payload);
    this.lines.push(`end ${payload.length > 64 ? summary(payload) : formatHex(payload)}`);
    this.payload = [];
    return this.refusals.end;
  }

  onFrameViolation(id: ViolationId): void {
    this.lines.push(`violation ${id}`);
  }
}

function feed(reader: FrameReader, bytes: Uint8Array, cut: Cut, isDone: () => boolean = () => false): void {
  for (const part of cut.parts(bytes)) {
    for (let at = 0; at < part.length && !isDone(); ) {
      const next = reader.read(part, at);
      assert.ok(next > at && next <= part.length, "each turn consumes at least one byte");
      at = next;
    }
  }
}

const rules = { expectMask: false, allowRsv1: false };
const stream = parseHex("82 00 02 03 61 62 63 80 7e 00 7e 64*126 82 7f 00 00 00 00 00 01 00 00 65*65536 8a 01 66");
const lines = [
  "start 2 0",
  "end ",
  "start 2 3",
  "end 61 62 63",
  "start 0 126",
  `end ${summary(parseHex("64*126"))}`,
  "start 2 65536",
  `end ${summary(parseHex("65*65536"))}`,
  "start 10 1",
  "end 66",
];

test("§5.2: the same frames whole, byte by byte, and split anywhere in the first 150 bytes", () => {
  const cuts = [whole, byteByByte, ...Array.from({ length: 150 }, (_, at) => splitAt(at))];
  for (const cut of cuts) {
    const log = new Log();
    const reader = new FrameReader(rules, log);
    feed(reader, stream, cut);
    assert.deepEqual(log.lines, lines, cut.name);
    assert.equal(reader.isBetweenFrames, true);
  }
});

test("read stops after each frame, so that what a frame causes happens before the next one", () => {
  const reader = new FrameReader(rules, new Log());
  const bytes = parseHex("81 01 61 89 00 81 02 62 63");
  assert.equal(reader.read(bytes, 0), 3);
  assert.equal(reader.read(bytes, 3), 5);
  assert.equal(reader.read(bytes, 5), 9);
});

test("isBetweenFrames is false within a header and within a payload", () => {
  const reader = new FrameReader(rules, new Log());
  const states = Array.from(parseHex("82 02 61 62 89 00"), (byte) => {
    reader.read(Uint8Array.of(byte), 0);
    return reader.isBetweenFrames;
  });
  assert.deepEqual(states, [false, false, false, true, false, true]);
});

test("a violation of the rules or of the sink is reported once, and nothing after it", () => {
  const cases: [string, Log, string[]][] = [
    ["83 00", new Log(), ["violation reserved-opcode"]],
    ["81 7e 00 01 61", new Log(), ["violation length-not-minimal"]],
    ["81 01 61", new Log({ start: "frame-too-big" }), ["start 1 1", "violation frame-too-big"]],
    ["81 01 61", new Log({ payload: "text-not-utf8" }), ["start 1 1", "violation text-not-utf8"]],
    ["81 01 61", new Log({ end: "text-not-utf8" }), ["start 1 1", "end 61", "violation text-not-utf8"]],
  ];
  for (const [hex, _, expected] of cases) {
    for (const cut of [whole, byteByByte]) {
      const log = new Log(_.refusals);
      const isDone = (): boolean => log.lines.at(-1)?.startsWith("violation") === true;
      feed(new FrameReader(rules, log), parseHex(hex), cut, isDone);
      assert.deepEqual(log.lines, expected, `${hex}, ${cut.name}`);
    }
  }
});
