import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { decodeLatin1, encodeLatin1 } from "./latin1.ts";

test("property: encoding gives back the bytes that were decoded", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      assert.deepEqual(encodeLatin1(decodeLatin1(bytes, 0, bytes.length)), bytes);
    }),
  );
});

test("a range is decoded without its surroundings", () => {
  assert.equal(decodeLatin1(Uint8Array.of(0x61, 0xe4, 0xff, 0x62), 1, 3), "äÿ");
  assert.equal(decodeLatin1(Uint8Array.of(0x61), 1, 1), "");
});

test("a megabyte does not exhaust the stack", () => {
  assert.equal(decodeLatin1(new Uint8Array(1 << 20).fill(0x61), 0, 1 << 20), "a".repeat(1 << 20));
});
