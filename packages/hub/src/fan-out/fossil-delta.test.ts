/** Differences: whatever two payloads are, the target comes back; of two texts the difference is a text. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { createFossilDelta, fossilChecksum } from "./fossil-delta.ts";

const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz~";

/** Applies a delta, by the format's description: the slow and plain way. */
function apply(source: Uint8Array, delta: Uint8Array): Uint8Array {
  let at = 0;
  const number = (): readonly [number, string] => {
    let value = 0;
    for (; ; at += 1) {
      const character = String.fromCharCode(delta[at] ?? 0);
      const digit = digits.indexOf(character);
      if (digit < 0) {
        at += 1;
        return [value, character];
      }
      value = value * 64 + digit;
    }
  };
  const [length, end] = number();
  assert.equal(end, "\n");
  const target: number[] = [];
  for (;;) {
    const [value, mark] = number();
    if (mark === ";") {
      assert.equal(target.length, length);
      assert.equal(value, fossilChecksum(Uint8Array.from(target)));
      return Uint8Array.from(target);
    }
    if (mark === ":") {
      target.push(...delta.subarray(at, at + value));
      at += value;
    } else {
      assert.equal(mark, "@");
      const [from, comma] = number();
      assert.equal(comma, ",");
      assert.ok(from + value <= source.length);
      target.push(...source.subarray(from, from + value));
    }
  }
}

/** Two texts with much in common, with characters of all lengths. */
const text = fc.string({ unit: fc.constantFrom("a", "b", "ä", "€", "😀", "the same words "), maxLength: 80 });
const alike = fc.tuple(text, text, text, text).map(([a, b, c, d]) => [a + b + c, a + d + c] as const);

describe("a fossil delta", () => {
  it("gives the target back", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ maxLength: 300 }), (source, target) => {
        assert.deepEqual(apply(source, createFossilDelta(source, target)), target);
      }),
    );
    fc.assert(
      fc.property(alike, ([a, b]) => {
        const [source, target] = [new TextEncoder().encode(a), new TextEncoder().encode(b)];
        assert.deepEqual(apply(source, createFossilDelta(source, target)), target);
      }),
    );
  });

  it("of two texts is a text", () => {
    const decoder = new TextDecoder("utf-8", { fatal: true });
    fc.assert(
      fc.property(alike, ([a, b]) => {
        decoder.decode(createFossilDelta(new TextEncoder().encode(a), new TextEncoder().encode(b)));
      }),
    );
  });

  it("of payloads that differ in a number is small", () => {
    const payload = (n: number): Uint8Array =>
      new TextEncoder().encode(JSON.stringify({ n, items: Array.from({ length: 100 }, (_, i) => `item ${i}`) }));
    assert.ok(createFossilDelta(payload(1), payload(2)).length < 60);
  });

  it("sums bytes as words, the first byte the highest", () => {
    assert.equal(fossilChecksum(Uint8Array.of(1, 2, 3, 4)), 0x01020304);
    assert.equal(fossilChecksum(Uint8Array.of(1, 2, 3, 4, 0xff)), (0x01020304 + 0xff000000) >>> 0);
  });
});
