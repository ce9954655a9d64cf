import assert from "node:assert/strict";
import { test } from "node:test";
import { formatHex, SeededRandom } from "@longwire/testkit";
import { Utf8Validator } from "./utf8-validator.ts";

/** Index of the first byte that no valid text can have there (-1: none), and whether the text is whole; by the platform. */
function judgedByPlatform(bytes: Uint8Array): { badAt: number; isComplete: boolean } {
  const stream = new TextDecoder("utf-8", { fatal: true });
  for (let i = 0; i < bytes.length; i += 1) {
    try {
      stream.decode(bytes.subarray(i, i + 1), { stream: true });
    } catch {
      return { badAt: i, isComplete: false };
    }
  }
  try {
    stream.decode();
    return { badAt: -1, isComplete: true };
  } catch {
    return { badAt: -1, isComplete: false };
  }
}

function judgedByUs(bytes: Uint8Array): { badAt: number; isComplete: boolean } {
  const validator = new Utf8Validator();
  for (let i = 0; i < bytes.length; i += 1) {
    if (!validator.push(bytes, i, i + 1)) return { badAt: i, isComplete: false };
  }
  return { badAt: -1, isComplete: validator.isComplete };
}

test("edge 50, §8.1: the first impossible byte is that of the platform's decoder: all of one and two bytes", () => {
  for (let first = 0; first < 256; first += 1) {
    assert.deepEqual(judgedByUs(Uint8Array.of(first)), judgedByPlatform(Uint8Array.of(first)));
    if (first < 0x80) continue;
    for (let second = 0; second < 256; second += 1) {
      const bytes = Uint8Array.of(first, second);
      assert.deepEqual(judgedByUs(bytes), judgedByPlatform(bytes), formatHex(bytes));
    }
  }
});

test("edge 50, §8.1: sequences of three and four bytes around every border", () => {
  const borders = [0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xff];
  for (let first = 0xe0; first < 0xf6; first += 1) {
    for (const second of borders) {
      for (const third of borders) {
        for (const fourth of borders) {
          const bytes = Uint8Array.of(first, second, third, fourth);
          assert.deepEqual(judgedByUs(bytes), judgedByPlatform(bytes), formatHex(bytes));
        }
      }
    }
  }
});

test("edge 49, §5.6: any cut gives the same answer, with ASCII long enough for the quick loop", () => {
  const random = new SeededRandom(50);
  const pieces = ["a", "hello world, ", "é", "€", "\ud7ff", "💥", "\u{10ffff}"].map((text) =>
    new TextEncoder().encode(text),
  );
  for (let run = 0; run < 300; run += 1) {
    const text = Array.from({ length: 12 }, () => Array.from(random.pick(pieces))).flat();
    const bytes = Uint8Array.from(text);
    if (random.chance(0.7)) bytes[random.below(bytes.length)] = random.below(256);
    const expected = judgedByPlatform(bytes);
    const whole = new Utf8Validator();
    assert.equal(whole.push(bytes, 0, bytes.length), expected.badAt < 0);
    const cut = random.below(bytes.length + 1);
    const inTwo = new Utf8Validator();
    const isValid = inTwo.push(bytes, 0, cut) && inTwo.push(bytes, cut, bytes.length);
    assert.equal(isValid, expected.badAt < 0, formatHex(bytes));
    if (isValid) assert.equal(inTwo.isComplete, expected.isComplete);
    assert.deepEqual(judgedByUs(bytes), expected);
  }
});

test("only the bytes from `from` to `to` are looked at", () => {
  const bytes = Uint8Array.of(0xff, 0x61, 0x62, 0xff);
  assert.equal(new Utf8Validator().push(bytes, 1, 3), true);
});

test("after reset nothing of the old text is left", () => {
  for (const start of [[0xe0], [0xed], [0xf0], [0xf4], [0xe2, 0x82]]) {
    const validator = new Utf8Validator();
    validator.push(Uint8Array.from(start), 0, start.length);
    assert.equal(validator.isComplete, false);
    validator.reset();
    assert.equal(validator.isComplete, true);
    assert.equal(validator.push(Uint8Array.of(0xe1, 0x80, 0xbf), 0, 3), true);
  }
});
