import assert from "node:assert/strict";
import { test } from "node:test";
import { isWhitespace, trimWhitespace } from "./whitespace.ts";

test("RFC 9110 §5.6.3: only space and tab are optional whitespace", () => {
  const codes = Array.from({ length: 256 }, (_, code) => code).filter(isWhitespace);
  assert.deepEqual(codes, [0x09, 0x20]);
});

test("RFC 9110 §5.6.3: whitespace goes at both ends and stays inside", () => {
  assert.equal(trimWhitespace(" \t a \t b\t "), "a \t b");
  assert.equal(trimWhitespace(" \t "), "");
  assert.equal(trimWhitespace(""), "");
});

test("a no-break space is part of the value", () => {
  assert.equal(trimWhitespace("\u00a0a\u00a0"), "\u00a0a\u00a0");
});
