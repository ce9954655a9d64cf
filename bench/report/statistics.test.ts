import assert from "node:assert/strict";
import { test } from "node:test";
import { median, pairwiseRatio, relativeSpread, summarise } from "./statistics.ts";

test("the median is the middle, or the mean of the middle two, in any order", () => {
  assert.equal(median([3]), 3);
  assert.equal(median([9, 1, 5]), 5);
  assert.equal(median([10, 1, 3, 2]), 2.5);
  assert.throws(() => median([]), RangeError);
});

test("numbers are ordered as numbers", () => {
  assert.equal(median([100, 9, 20]), 20);
});

test("ratios are taken pair by pair: a machine that slows down for both changes nothing", () => {
  assert.deepEqual(pairwiseRatio([20, 2, 10], [10, 1, 5]), { median: 2, min: 2, max: 2 });
  assert.deepEqual(pairwiseRatio([1, 4, 3], [1, 2, 1]), { median: 2, min: 1, max: 3 });
  assert.throws(() => pairwiseRatio([1, 2], [1]), RangeError);
  assert.throws(() => pairwiseRatio([], []), RangeError);
});

test("the spread is half the range as a share of the median", () => {
  assert.deepEqual(summarise([90, 100, 110]), { median: 100, min: 90, max: 110 });
  assert.equal(relativeSpread({ median: 100, min: 90, max: 110 }), 0.1);
  assert.equal(relativeSpread({ median: 0, min: 0, max: 0 }), 0);
});
