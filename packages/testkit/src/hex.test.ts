import assert from "node:assert/strict";
import { test } from "node:test";
import { formatHex, joinBytes, parseHex } from "./hex.ts";

test("digits, quoted text, repetition and comments", () => {
  assert.equal(formatHex(parseHex('81 05 "Hello"')), "81 05 48 65 6c 6c 6f");
  assert.equal(formatHex(parseHex("8105 0A\n # a line\n ff*3 00*0 0102*2 # 99")), "81 05 0a ff ff ff 01 02 01 02");
  assert.equal(
    formatHex(parseHex('"€ # no comment" "" # "no text"')),
    "e2 82 ac 20 23 20 6e 6f 20 63 6f 6d 6d 65 6e 74",
  );
  assert.equal(formatHex(parseHex("")), "");
});

test("what is not hexadecimal is refused, with its line", () => {
  for (const text of ["8", "0x81", "81 zz", "81*", "*3", "81*-1"]) {
    assert.throws(() => parseHex(text), /not hexadecimal: .* in: /, text);
  }
});

test("joinBytes", () => {
  assert.deepEqual(joinBytes([Uint8Array.of(1), new Uint8Array(0), Uint8Array.of(2, 3)]), Uint8Array.of(1, 2, 3));
  assert.deepEqual(joinBytes([]), new Uint8Array(0));
});
