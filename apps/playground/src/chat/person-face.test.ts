import assert from "node:assert/strict";
import { test } from "node:test";
import { hueOf, initialOf } from "./person-face.ts";

test("a hue is one of six and stays", () => {
  const ids = Array.from({ length: 100 }, (_, n) => `person ${n}`);
  const hues = new Set(ids.map(hueOf));
  assert.deepEqual([...hues].sort(), [0, 1, 2, 3, 4, 5]);
  assert.deepEqual(ids.map(hueOf), ids.map(hueOf));
});

test("the initial is what a reader sees as one character", () => {
  assert.equal(initialOf("ada"), "A");
  assert.equal(initialOf("燕子 12"), "燕");
  assert.equal(initialOf("👩‍🚀 Eve"), "👩‍🚀");
  assert.equal(initialOf(""), "");
});
