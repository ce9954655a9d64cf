import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { copyMasked } from "@longwire/wire";
import fc from "fast-check";
import { MaskMemory } from "./mask-memory.ts";

const cases = fc.record({
  length: fc.oneof(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 16_000, max: 33_000 })),
  from: fc.integer({ min: 0, max: 70 }),
  at: fc.integer({ min: 0, max: 70 }),
  key: fc.integer({ min: -(2 ** 31), max: 2 ** 32 - 1 }),
  phase: fc.integer({ min: 0, max: 1_000_000 }),
  seed: fc.integer({ min: 0, max: 255 }),
});

function pattern(length: number, seed: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (i * 31 + (i >> 8) + seed) & 0xff);
}

describe("mask memory", () => {
  const memory = new MaskMemory();

  it("gives the bytes of the plain way, wherever they come from and go to (RFC 6455 §5.3)", () => {
    fc.assert(
      fc.property(cases, fc.boolean(), ({ length, from, at, key, phase, seed }, isRead) => {
        const bytes = pattern(from + length + 70, seed);
        const expected = pattern(at + length + 70, 7);
        const target = Uint8Array.from(expected);
        copyMasked(bytes, from, from + length, expected, at, key, phase);
        const source = isRead ? memory.readBuffer.subarray(13, 13 + bytes.length) : Uint8Array.from(bytes);
        source.set(bytes);
        memory.copyMasked(source, from, from + length, target, at, key, phase);
        assert.deepEqual(target, expected);
        // Around the range nothing may change: the next frame lies there.
        assert.deepEqual(source.subarray(0, from), bytes.subarray(0, from));
        assert.deepEqual(source.subarray(from + length), bytes.subarray(from + length));
        if (!isRead) assert.deepEqual(source, bytes);
        // What was handed on is no part of what is read next.
        memory.readBuffer.fill(0xee, 0, 70_000);
        assert.deepEqual(target, expected);
      }),
      { numRuns: 300 },
    );
  });

  it("masks in place, as text is masked in its output block", () => {
    const bytes = pattern(50_001, 3);
    const expected = Uint8Array.from(bytes);
    copyMasked(expected, 1, 50_001, expected, 1, 0xa1b2c3d4, 0);
    memory.copyMasked(bytes, 1, 50_001, bytes, 1, 0xa1b2c3d4, 0);
    assert.deepEqual(bytes, expected);
  });

  it("has a read buffer of its own in every runtime, and one only", () => {
    assert.equal(memory.readBuffer, memory.readBuffer);
    assert.equal(memory.readBuffer.length, 256 * 1024);
    assert.notEqual(new MaskMemory().readBuffer.buffer, memory.readBuffer.buffer);
  });

  it("does without WebAssembly where there is none", (t) => {
    const found = Object.getOwnPropertyDescriptor(globalThis, "WebAssembly");
    assert.ok(found !== undefined);
    Object.defineProperty(globalThis, "WebAssembly", { configurable: true, value: undefined });
    t.after(() => Object.defineProperty(globalThis, "WebAssembly", found));
    const plain = new MaskMemory();
    const source = plain.readBuffer.subarray(0, 5000);
    source.set(pattern(5000, 1));
    const target = new Uint8Array(5000);
    plain.copyMasked(source, 0, 5000, target, 0, 0x01020304, 2);
    const expected = new Uint8Array(5000);
    copyMasked(pattern(5000, 1), 0, 5000, expected, 0, 0x01020304, 2);
    assert.deepEqual(target, expected);
  });
});
