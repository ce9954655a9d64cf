import assert from "node:assert/strict";
import { test } from "node:test";
import { scaleTop } from "./scale-top.ts";

test("a round number above the highest value", () => {
  assert.equal(scaleTop(23, 1), 30);
  assert.equal(scaleTop(95, 1), 150);
  assert.equal(scaleTop(0.3, 0.1), 0.4);
  assert.equal(scaleTop(741, 1), 1000);
});

test("no air above the natural end, unless a value is", () => {
  assert.equal(scaleTop(99, 20, 100), 100);
  assert.equal(scaleTop(100, 20, 100), 100);
  assert.equal(scaleTop(101, 20, 100), 150);
  assert.equal(scaleTop(10, 20, 100), 20);
});

test("never below the least", () => {
  assert.equal(scaleTop(0, 20), 20);
  assert.equal(scaleTop(Number.NEGATIVE_INFINITY, 1), 1);
});
