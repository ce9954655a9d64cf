import assert from "node:assert/strict";
import { test } from "node:test";
import { isFieldCode, isFieldValue, parseFieldLine } from "./field-line.ts";

test("RFC 9110 §5.5: a value holds tab, space, visible ASCII and bytes above ASCII", () => {
  for (let code = 0; code <= 300; code += 1) {
    const isAllowed = code === 9 || (code >= 0x20 && code <= 0x7e) || (code >= 0x80 && code <= 0xff);
    assert.equal(isFieldCode(code), isAllowed, `code ${code}`);
  }
  assert.equal(isFieldCode(Number.NaN), false);
});

test("one wrong character anywhere makes it no value", () => {
  assert.equal(isFieldValue(""), true);
  assert.equal(isFieldValue("a\tb ü"), true);
  for (const value of ["a\r\nb: c", "a\nb", "a\rb", "a\0", "\x7f", "€"]) assert.equal(isFieldValue(value), false);
});

test("RFC 9112 §5: name, colon, value without the whitespace around it", () => {
  assert.deepEqual(parseFieldLine("Host: example.com"), ["Host", "example.com"]);
  assert.deepEqual(parseFieldLine("Host:example.com"), ["Host", "example.com"]);
  assert.deepEqual(parseFieldLine("host: \t example.com:80 \t"), ["host", "example.com:80"]);
  assert.deepEqual(parseFieldLine("X:"), ["X", ""]);
  assert.deepEqual(parseFieldLine("X: :y:"), ["X", ":y:"]);
  assert.deepEqual(parseFieldLine("__proto__: 1"), ["__proto__", "1"]);
});

test("edge 22: whitespace before the colon is refused (RFC 9112 §5.1)", () => {
  assert.equal(parseFieldLine("Host : example.com"), undefined);
  assert.equal(parseFieldLine("Host\t: example.com"), undefined);
});

test("edge 22: obsolete line folding is refused (RFC 9112 §5.2)", () => {
  assert.equal(parseFieldLine(" example.com"), undefined);
  assert.equal(parseFieldLine("\tfolded: yes"), undefined);
});

test("a line without a name, without a colon or with a name that is no token is refused", () => {
  for (const line of [": x", "Host", "Ho st: x", "Hö: x", "a(b): x", '"a": x']) {
    assert.equal(parseFieldLine(line), undefined, line);
  }
});
