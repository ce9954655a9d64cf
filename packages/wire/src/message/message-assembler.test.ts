import assert from "node:assert/strict";
import { test } from "node:test";
import { CountingAllocate, SeededRandom } from "@longwire/testkit";
import { createFrameHeader, type FrameHeader } from "../frame/frame-header.ts";
import { opcodes } from "../frame/opcode.ts";
import type { ViolationId } from "../violation.ts";
import { type AssembledMessage, MessageAssembler } from "./message-assembler.ts";

const MIB = 1024 * 1024;

function header(opcode: number, payloadLength: number, fin: boolean, rsv1 = false): FrameHeader {
  return { ...createFrameHeader(), opcode, payloadLength, fin, rsv1 };
}

/** Puts one frame in, its payload in parts of `partBytes`. */
function put(
  assembler: MessageAssembler,
  frame: FrameHeader,
  payload: Uint8Array,
  partBytes = payload.length,
): AssembledMessage | ViolationId | undefined {
  const refused = assembler.start(frame);
  if (refused !== undefined) return refused;
  for (let at = 0; at < payload.length; at += partBytes) {
    const to = Math.min(payload.length, at + partBytes);
    const violation = assembler.append(frame, payload, at, to, at);
    if (violation !== undefined) return violation;
  }
  return assembler.end(frame);
}

function assemblerOf(
  maxMessageBytes: number,
  maxFrameBytes = maxMessageBytes,
  maxFragments = Number.POSITIVE_INFINITY,
): [MessageAssembler, CountingAllocate] {
  const memory = new CountingAllocate();
  return [new MessageAssembler({ maxMessageBytes, maxFrameBytes, maxFragments }, memory.allocate), memory];
}

test("§10.4: maxFrameBytes and maxMessageBytes at N and N + 1, judged on the header", () => {
  const [assembler, memory] = assemblerOf(10, 6);
  assert.equal(assembler.start(header(opcodes.binary, 7, false)), "frame-too-big");
  assembler.clear();
  put(assembler, header(opcodes.binary, 6, false), new Uint8Array(6));
  const before = memory.totalBytes;
  assert.equal(assembler.start(header(opcodes.continuation, 5, true)), "message-too-big");
  assert.equal(memory.totalBytes, before, "nothing was allocated for it");
  assert.equal(assembler.start(header(opcodes.continuation, 4, true)), undefined);
});

test("§10.4: declared lengths near 2^53 and above do not overflow the sum", () => {
  for (const length of [2 ** 31, 2 ** 53 - 1, 2 ** 53, 2 ** 63, 2 ** 64]) {
    const [assembler, memory] = assemblerOf(MIB, Number.POSITIVE_INFINITY);
    put(assembler, header(opcodes.binary, 3, false), new Uint8Array(3));
    const calls = memory.calls;
    assert.equal(assembler.start(header(opcodes.continuation, length, true)), "message-too-big");
    assert.equal(memory.calls, calls);
  }
});

test("§10.4: without limits, a declared length of 2^60 allocates only for the bytes that came", () => {
  const [assembler, memory] = assemblerOf(Number.POSITIVE_INFINITY);
  const frame = header(opcodes.binary, 2 ** 60, true);
  assert.equal(assembler.start(frame), undefined);
  assembler.append(frame, new Uint8Array(100), 0, 100, 0);
  assert.ok(memory.largestBytes <= 4 * 100 + 1024, String(memory.largestBytes));
});

test("§10.4: memory is at most 4 × the bytes received + 1 KiB and never over the limit, however small the parts", () => {
  for (const [frameBytes, partBytes] of [
    [1, 1],
    [MIB, 1],
    [MIB, 1000],
    [1000, 7],
    [65536, 65536],
    [400_000, 400_000],
  ] as const) {
    const [assembler] = assemblerOf(MIB);
    let received = 0;
    for (let opcode: number = opcodes.binary; received + frameBytes <= MIB; opcode = opcodes.continuation) {
      const frame = header(opcode, frameBytes, false);
      assert.equal(assembler.start(frame), undefined);
      for (let at = 0; at < frameBytes; at += partBytes) {
        const size = Math.min(partBytes, frameBytes - at);
        assembler.append(frame, new Uint8Array(size), 0, size, at);
        received += size;
        if (assembler.retainedBytes > Math.min(MIB, 4 * received + 1024)) {
          assert.fail(`${assembler.retainedBytes} for ${received} bytes in frames of ${frameBytes}`);
        }
      }
      assembler.end(frame);
    }
  }
});

test("a message of 1 MiB one byte at a time copies its bytes a bounded number of times", () => {
  const [assembler, memory] = assemblerOf(MIB);
  put(assembler, header(opcodes.binary, MIB, true), new Uint8Array(MIB), 1);
  assert.ok(memory.calls <= 8, `${memory.calls} allocations`);
  assert.ok(memory.totalBytes < 2 * MIB, `${memory.totalBytes} bytes`);
});

test("a whole message in one frame is allocated once, exactly", () => {
  for (const length of [0, 1, 100, 1023, 1024, 1025, 100_000]) {
    const [assembler, memory] = assemblerOf(MIB);
    const message = put(assembler, header(opcodes.binary, length, true), new Uint8Array(length));
    assert.ok(typeof message === "object");
    assert.deepEqual([memory.calls, memory.totalBytes], [1, length]);
    assert.equal(message.payload.length, length);
  }
});

test("a delivered message keeps at most a quarter more memory than it has bytes", () => {
  for (const length of [1, 10, 100, 1000, 1025, 5000, 12_345]) {
    const [assembler] = assemblerOf(MIB);
    put(assembler, header(opcodes.binary, length, false), new Uint8Array(length), 3);
    const message = put(assembler, header(opcodes.continuation, 0, true), new Uint8Array(0));
    assert.ok(typeof message === "object");
    assert.equal(message.payload.length, length);
    assert.ok(message.payload.buffer.byteLength <= length * 1.25 + 1, String(message.payload.buffer.byteLength));
    assert.equal(assembler.retainedBytes, 0);
  }
});

test("§5.4: contents survive every growth of the buffer; no poison shows", () => {
  const random = new SeededRandom(54);
  for (let run = 0; run < 100; run += 1) {
    const [assembler] = assemblerOf(MIB);
    const whole = random.bytes(random.below(20_000));
    let at = 0;
    let result: AssembledMessage | ViolationId | undefined;
    for (let opcode: number = opcodes.binary; result === undefined; opcode = opcodes.continuation) {
      const end = Math.min(whole.length, at + random.below(3000));
      const fin = end === whole.length;
      result = put(assembler, header(opcode, end - at, fin), whole.slice(at, end), 1 + random.below(500));
      at = end;
    }
    assert.ok(typeof result === "object");
    assert.deepEqual(Buffer.from(result.payload), Buffer.from(whole), `seed ${random.seed}, run ${run}`);
  }
});

test("V4, §5.4: a million empty fragments hold no memory", () => {
  const [assembler, memory] = assemblerOf(MIB);
  put(assembler, header(opcodes.text, 0, false), new Uint8Array(0));
  const empty = header(opcodes.continuation, 0, false);
  for (let i = 0; i < 1_000_000; i += 1) {
    assembler.start(empty);
    assembler.end(empty);
  }
  assert.deepEqual([memory.calls, assembler.retainedBytes, assembler.isInMessage], [0, 0, true]);
});

test("§5.4: order of fragments; isInMessage from the first to the last", () => {
  const [assembler] = assemblerOf(100);
  assert.equal(assembler.start(header(opcodes.continuation, 0, true)), "continuation-unexpected");
  put(assembler, header(opcodes.text, 0, false), new Uint8Array(0));
  assert.equal(assembler.isInMessage, true);
  assert.equal(assembler.start(header(opcodes.binary, 0, true)), "continuation-expected");
  assert.deepEqual(put(assembler, header(opcodes.continuation, 0, true), new Uint8Array(0)), {
    payload: new Uint8Array(0),
    isText: true,
    isEncoded: false,
  });
  assert.equal(assembler.isInMessage, false);
});

test("§8.1: text with RSV1 is not judged before it is decoded", () => {
  const [assembler] = assemblerOf(100);
  const message = put(assembler, header(opcodes.text, 1, true, true), Uint8Array.of(0xff));
  assert.deepEqual(message, { payload: Uint8Array.of(0xff), isText: true, isEncoded: true });
});

test("clear forgets the message, its memory and the state of its text", () => {
  const [assembler] = assemblerOf(100);
  put(assembler, header(opcodes.text, 1, false), Uint8Array.of(0xe2));
  assembler.clear();
  assert.deepEqual([assembler.isInMessage, assembler.retainedBytes], [false, 0]);
  const message = put(assembler, header(opcodes.text, 1, true), Uint8Array.of(0x61));
  assert.ok(typeof message === "object");
});

test("V4, §10.4: maxFragments at N and N + 1, empty ones included, for each message anew", () => {
  const [assembler] = assemblerOf(100, 100, 3);
  for (let message = 0; message < 2; message += 1) {
    put(assembler, header(opcodes.text, 0, false), new Uint8Array(0));
    put(assembler, header(opcodes.continuation, 0, false), new Uint8Array(0));
    assert.ok(typeof put(assembler, header(opcodes.continuation, 0, true), new Uint8Array(0)) === "object");
  }
  for (const opcode of [opcodes.text, opcodes.continuation, opcodes.continuation]) {
    put(assembler, header(opcode, 0, false), new Uint8Array(0));
  }
  assert.equal(assembler.start(header(opcodes.continuation, 0, true)), "too-many-fragments");
});
