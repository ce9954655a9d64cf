import assert from "node:assert/strict";
import { test } from "node:test";
import { HeaderScanner } from "./header-scanner.ts";

test("takes one word after the other and skips the whitespace between them", () => {
  const scanner = new HeaderScanner(' \tname ; a = "b" ,');
  assert.equal(scanner.takeToken(), "name");
  assert.equal(scanner.take(","), false);
  assert.equal(scanner.take(";"), true);
  assert.equal(scanner.takeToken(), "a");
  assert.equal(scanner.take("="), true);
  assert.equal(scanner.takeToken(), undefined);
  assert.equal(scanner.takeQuotedString(), "b");
  assert.equal(scanner.isAtElementEnd(), true);
  assert.equal(scanner.isAtEnd(), false);
  assert.equal(scanner.take(","), true);
  assert.equal(scanner.isAtEnd(), true);
  assert.equal(scanner.isAtElementEnd(), true);
});

test("RFC 9110 §5.6.4: a backslash quotes the next character", () => {
  assert.equal(new HeaderScanner('"a\\"b\\\\c\\d"').takeQuotedString(), 'a"b\\cd');
  assert.equal(new HeaderScanner('""').takeQuotedString(), "");
});

test("RFC 9110 §5.6.4: a quoted string that does not end is none, and moves nothing", () => {
  for (const text of ['"', '"a', '"a\\', '"a\\"', "a", '"\0"', '"\\\n"']) {
    const scanner = new HeaderScanner(text);
    assert.equal(scanner.takeQuotedString(), undefined, text);
    assert.equal(scanner.isAtEnd(), false);
  }
});
