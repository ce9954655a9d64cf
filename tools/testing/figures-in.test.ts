import assert from "node:assert/strict";
import { test } from "node:test";
import { figuresIn } from "./figures-in.ts";

test("lines that begin with the word are taken, without it", () => {
  assert.deepEqual(figuresIn("noise\nfigures: 3 of 3\nno figures: 1\nfigures: 4 runs\n"), ["3 of 3", "4 runs"]);
  assert.deepEqual(figuresIn(""), []);
});
