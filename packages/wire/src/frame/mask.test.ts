import assert from "node:assert/strict";
import { test } from "node:test";
import { SeededRandom } from "@longwire/testkit";
import { copyMasked, maskBytes } from "./mask.ts";

const KEY = 0x37fa213d;

/** RFC 6455 §5.3, word for word: octet i is XORed with octet i modulo 4 of the key. */
function expectedOctet(octet: number, key: number, i: number): number {
  return octet ^ ((key >>> (8 * (3 - (i % 4)))) & 0xff);
}

function checkCopy(length: number, sourceOffset: number, targetOffset: number, phase: number, key: number): void {
  const random = new SeededRandom(length * 64 + sourceOffset * 16 + targetOffset * 4 + phase);
  const source = new Uint8Array(new ArrayBuffer(length + 16), sourceOffset, length + 2);
  source.set(random.bytes(source.length));
  const before = source.slice();
  const target = new Uint8Array(new ArrayBuffer(length + 16), targetOffset, length + 4).fill(0x55);
  copyMasked(source, 1, 1 + length, target, 2, key, phase);
  const expected = new Uint8Array(length + 4).fill(0x55);
  for (let i = 0; i < length; i += 1) expected[2 + i] = expectedOctet(source[1 + i] as number, key, phase + i);
  const where = `length ${length}, source ${sourceOffset}, target ${targetOffset}, phase ${phase}, key ${key}`;
  assert.ok(Buffer.from(target).equals(Buffer.from(expected)), where);
  assert.deepEqual(source, before, "the source is not changed");
}

const lengths = [
  ...Array.from({ length: 66 }, (_, i) => i),
  188,
  189,
  190,
  191,
  192,
  193,
  194,
  195,
  196,
  197,
  255,
  1000,
];

test("§5.3: equals the RFC's octet formula for 0 to 65 bytes and around the border of words, all alignments and phases", () => {
  for (const length of lengths) {
    for (let source = 0; source < 4; source += 1) {
      for (let target = 0; target < 4; target += 1) {
        for (let phase = 0; phase < 4; phase += 1) checkCopy(length, source, target, phase, KEY);
      }
    }
  }
});

test("§5.3: keys with their top bit set, of one byte, of zero", () => {
  for (const key of [0, 1, 0x80000000, 0xff000000, 0x00ff0000, 0xffffffff, 0x80ff7f01]) {
    for (const length of [1, 3, 4, 7, 191, 192, 200]) {
      for (let phase = 0; phase < 4; phase += 1) checkCopy(length, 1, 3, phase, key);
    }
  }
});

test("§5.3: masking twice gives the bytes back, also in parts", () => {
  const plain = new SeededRandom(3).bytes(1000);
  const masked = new Uint8Array(1000);
  copyMasked(plain, 0, 1000, masked, 0, KEY, 0);
  assert.notDeepEqual(masked, plain);
  for (const cut of [1, 2, 3, 4, 5, 190, 192, 500, 999]) {
    const back = new Uint8Array(1000);
    copyMasked(masked, 0, cut, back, 0, KEY, 0);
    copyMasked(masked, cut, 1000, back, cut, KEY, cut);
    assert.deepEqual(back, plain);
  }
});

test("§5.3: in place, as a text frame is masked after it was written", () => {
  for (const length of [5, 191, 192, 1001]) {
    const plain = new SeededRandom(length).bytes(length);
    const block = plain.slice();
    copyMasked(block, 0, length, block, 0, KEY, 0);
    assert.deepEqual(
      block,
      plain.map((octet, i) => expectedOctet(octet, KEY, i)),
    );
  }
});

test("§5.3: the byte loop alone, which short payloads take", () => {
  for (let length = 0; length < 20; length += 1) {
    const source = new SeededRandom(length).bytes(length);
    const target = new Uint8Array(length);
    maskBytes(source, 0, length, target, 0, KEY);
    assert.deepEqual(
      target,
      source.map((octet, i) => expectedOctet(octet, KEY, i)),
    );
  }
});
