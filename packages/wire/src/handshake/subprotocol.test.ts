import assert from "node:assert/strict";
import { test } from "node:test";
import { UsageError } from "../usage-error.ts";
import { assertSubprotocols, maxSubprotocols, parseSubprotocols, selectSubprotocol } from "./subprotocol.ts";

test("edge 9: offered subprotocols in order (RFC 6455 §11.3.4)", () => {
  assert.deepEqual(parseSubprotocols("chat, superchat ,\tv2.json"), ["chat", "superchat", "v2.json"]);
});

test("edge 9: empty elements, duplicates and everything that is no token are refused", () => {
  for (const value of ["", " ", ",", "a,", ",a", "a,,b", "a, a", "a b", "a;b", "a/b", '"a"', "ä", "a=b", "a\0"]) {
    assert.equal(parseSubprotocols(value), undefined, JSON.stringify(value));
  }
});

test("names that differ in case are different subprotocols", () => {
  assert.deepEqual(parseSubprotocols("chat, Chat"), ["chat", "Chat"]);
});

test("V10: names of the object prototype are ordinary names", () => {
  assert.deepEqual(parseSubprotocols("__proto__, constructor, hasOwnProperty"), [
    "__proto__",
    "constructor",
    "hasOwnProperty",
  ]);
});

test("V10: 16 KiB of commas or of one name take no time", () => {
  const start = performance.now();
  assert.equal(parseSubprotocols(",".repeat(16_384)), undefined);
  assert.equal(parseSubprotocols("a".repeat(16_384))?.length, 1);
  assert.ok(performance.now() - start < 200);
});

test("the permitted number passes, one more does not", () => {
  const names = (count: number): string[] => Array.from({ length: count }, (_, index) => `p${index}`);
  assert.equal(maxSubprotocols, 128);
  assert.equal(parseSubprotocols(names(128).join())?.length, 128);
  assert.equal(parseSubprotocols(names(129).join()), undefined);
});

test("edge 10: the client's first choice that the server supports, with its case", () => {
  assert.equal(selectSubprotocol(["a", "b", "c"], ["c", "b"]), "b");
  assert.equal(selectSubprotocol(["Chat"], ["chat"]), undefined);
  assert.equal(selectSubprotocol([], ["chat"]), undefined);
});

test("edge 36: a client may offer unique tokens only; the case-insensitive comparison is the browser's", () => {
  assertSubprotocols([]);
  assertSubprotocols(["chat", "Chat"]);
  for (const names of [[""], ["a", "a"], ["a,b"], ["a b"], ["ä"], ["a\r\nX: y"]]) {
    assert.throws(() => assertSubprotocols(names), UsageError, JSON.stringify(names));
  }
});
