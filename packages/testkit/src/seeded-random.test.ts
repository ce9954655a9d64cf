import assert from "node:assert/strict";
import { test } from "node:test";
import { SeededRandom } from "./seeded-random.ts";

test("a seed gives the same numbers every time, another seed others", () => {
  const numbers = (seed: number): number[] => {
    const random = new SeededRandom(seed);
    return Array.from({ length: 100 }, () => random.nextUint32());
  };
  assert.deepEqual(numbers(5), numbers(5));
  assert.notDeepEqual(numbers(5), numbers(6));
  assert.equal(new Set(numbers(5)).size, 100);
});

test("below, chance, pick and bytes stay in their bounds and reach all of them", () => {
  const random = new SeededRandom(1);
  const seen = new Set(Array.from({ length: 500 }, () => random.below(7)));
  assert.deepEqual([...seen].sort(), [0, 1, 2, 3, 4, 5, 6]);
  assert.equal(random.below(0), 0);
  assert.deepEqual(new Set(Array.from({ length: 200 }, () => random.pick(["a", "b"]))), new Set(["a", "b"]));
  assert.equal(random.chance(0), false);
  assert.equal(random.chance(1), true);
  assert.equal(new Set(random.bytes(5000)).size, 256);
});

test("the seed can be read and is 32 bits", () => {
  assert.equal(new SeededRandom(2 ** 32 + 3).seed, 3);
  assert.equal(new SeededRandom(-1).seed, 2 ** 32 - 1);
});
