import assert from "node:assert/strict";
import { test } from "node:test";
import { isToken, isTokenCode } from "./token.ts";

test("RFC 9110 §5.6.2: every ASCII character that is no control and no separator is a token character", () => {
  // Written the other way round than in the source: RFC 2616 §2.2 lists what a token must not hold.
  const separators = '()<>@,;:\\"/[]?={} \t';
  for (let code = 0; code < 300; code += 1) {
    const isAllowed = code > 0x1f && code < 0x7f && !separators.includes(String.fromCharCode(code));
    assert.equal(isTokenCode(code), isAllowed, `code ${code}`);
  }
});

test("NaN, which lies behind the end of a string, is no token character", () => {
  assert.equal(isTokenCode(Number.NaN), false);
});

test("a token has at least one character", () => {
  assert.equal(isToken(""), false);
  assert.equal(isToken("x"), true);
});

test("one wrong character anywhere makes it no token", () => {
  assert.equal(isToken("chat.v2+json"), true);
  for (const text of [" chat", "chat ", "ch,at", "chät", "chat\0", "chat\r\n"])
    assert.equal(isToken(text), false, text);
});
