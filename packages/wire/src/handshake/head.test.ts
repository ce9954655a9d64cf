import assert from "node:assert/strict";
import { test } from "node:test";
import { type HeaderLine, headerValues } from "./head.ts";

const headers: readonly HeaderLine[] = [
  ["Cookie", "a=1"],
  ["__proto__", "x"],
  ["cookie", "b=2"],
];

test("RFC 9110 §5.1: names are compared without regard to case, lines keep their order", () => {
  assert.deepEqual(headerValues(headers, "COOKIE"), ["a=1", "b=2"]);
});

test("V10: names of the object prototype are ordinary names", () => {
  assert.deepEqual(headerValues(headers, "__proto__"), ["x"]);
  assert.deepEqual(headerValues(headers, "constructor"), []);
});
