import assert from "node:assert/strict";
import { test } from "node:test";
import { listElements, listIncludes } from "./token-list.ts";

test("RFC 9110 §5.6.1: elements lose the whitespace around them; empty ones are kept for the caller to judge", () => {
  assert.deepEqual(listElements("a, b ,\tc"), ["a", "b", "c"]);
  assert.deepEqual(listElements(", a,,"), ["", "a", "", ""]);
  assert.deepEqual(listElements(""), [""]);
});

test("edge 7: finds a token in a list, in any case, beside empty elements", () => {
  for (const value of ["upgrade", "Upgrade", "keep-alive, Upgrade", "UPGRADE,close", ",,\tuPgRaDe ,"]) {
    assert.equal(listIncludes(value, "upgrade"), true, value);
  }
});

test("edge 7: a part of an element is not the element", () => {
  for (const value of ["", ",", "upgrades", "no-upgrade", "up grade", '"upgrade"', "upgrade;q=1", "upgrade/1"]) {
    assert.equal(listIncludes(value, "upgrade"), false, value);
  }
});

test("V10: 64 KiB of commas take no time", () => {
  const start = performance.now();
  assert.equal(listIncludes(",".repeat(65_536), "upgrade"), false);
  assert.ok(performance.now() - start < 500);
});
