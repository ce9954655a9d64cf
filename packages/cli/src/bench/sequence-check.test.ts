import assert from "node:assert/strict";
import { test } from "node:test";
import { SequenceCheck } from "./sequence-check.ts";

const cases: readonly (readonly [
  title: string,
  numbers: readonly number[],
  faults: readonly [number, number, number],
])[] = [
  ["in order", [0, 1, 2, 3], [0, 0, 0]],
  ["over the end of the numbers", [0, 1, 2, 3, 4, 5, 6, 7, 0, 1], [0, 0, 0]],
  ["one is missing", [0, 1, 3, 4], [1, 0, 0]],
  ["two are missing, over the end", [0, 1, 2, 3, 4, 5, 6, 1, 2], [2, 0, 0]],
  ["the first is missing", [1, 2], [1, 0, 0]],
  ["one comes twice", [0, 1, 1, 2], [0, 1, 0]],
  ["two are exchanged", [0, 2, 1, 3], [0, 0, 1]],
  ["a late one comes twice", [0, 2, 1, 1, 3], [0, 1, 1]],
];

for (const [title, numbers, [lost, duplicated, reordered]] of cases) {
  test(`${title}: ${lost} lost, ${duplicated} duplicated, ${reordered} reordered`, () => {
    const check = new SequenceCheck(8);
    for (const number of numbers) check.arrived(number);
    assert.deepEqual(check.faults, { lost, duplicated, reordered });
  });
}
