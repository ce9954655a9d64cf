import assert from "node:assert/strict";
import { test } from "node:test";
import { isDigit, isHexDigit, parseDecimal } from "./digit.ts";

const asciiCharacters = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code));
const charactersWhere = (is: (code: number) => boolean): string =>
  asciiCharacters.filter((character) => is(character.charCodeAt(0))).join("");

test("the digits", () => {
  assert.equal(charactersWhere(isDigit), "0123456789");
  assert.equal(charactersWhere(isHexDigit), "0123456789ABCDEFabcdef");
  assert.equal(isHexDigit(Number.NaN), false);
});

test("a number is its digits and nothing else", () => {
  assert.equal(parseDecimal("0", 3), 0);
  assert.equal(parseDecimal("013", 3), 13);
  assert.equal(parseDecimal("999", 3), 999);
  for (const text of ["", "1000", "-1", "+1", " 1", "1 ", "1.", "1e1", "0x1", "١"]) {
    assert.equal(parseDecimal(text, 3), undefined, text);
  }
});
