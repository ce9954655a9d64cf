/** The window: always the last bytes of everything that was pushed. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { SlidingWindow } from "./sliding-window.ts";

test("holds nothing before the first byte", () => assert.equal(new SlidingWindow(8).bytes, undefined));

test("holds the last bytes, however they came", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 400 }), { maxLength: 12 }), (parts) => {
      const window = new SlidingWindow(8);
      const all: number[] = [];
      for (const part of parts) {
        window.push(part);
        all.push(...part);
        assert.deepEqual([...(window.bytes ?? [])], all.slice(-256));
      }
    }),
  );
});

test("what is pushed may change afterwards", () => {
  const window = new SlidingWindow(8);
  const data = Uint8Array.of(1, 2);
  window.push(data);
  data.fill(0);
  assert.deepEqual(window.bytes, Uint8Array.of(1, 2));
});
