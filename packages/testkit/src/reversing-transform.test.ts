import assert from "node:assert/strict";
import { test } from "node:test";
import { ReversingTransform } from "./reversing-transform.ts";

test("reverses both ways, at once or when it is told to", () => {
  const results: unknown[] = [];
  const now = new ReversingTransform();
  now.decode(Uint8Array.of(1, 2), 10, (result) => results.push(result));
  assert.deepEqual(results.slice(), [Uint8Array.of(2, 1)]);
  assert.deepEqual(now.encode(Uint8Array.of(1, 2)), Uint8Array.of(2, 1));
  assert.equal(now.encode(Uint8Array.of(1)), undefined);
  const later = new ReversingTransform(true);
  for (const payload of [Uint8Array.of(1), Uint8Array.of(0xff), Uint8Array.of(1, 2, 3)]) {
    later.decode(payload, 2, (result) => results.push(result));
  }
  assert.deepEqual([results.length, later.waiting], [1, 3]);
  later.finish(2);
  later.finish();
  later.finish();
  later.finish();
  assert.deepEqual(results.slice(1), ["message-too-big", Uint8Array.of(1), "payload-not-decodable"]);
});
