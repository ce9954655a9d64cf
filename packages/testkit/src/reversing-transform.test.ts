import assert from "node:assert/strict";
import { test } from "node:test";
import { ReversingTransform } from "./reversing-transform.ts";

test("reverses both ways, at once or when it is told to", () => {
  const results: unknown[] = [];
  const now = new ReversingTransform();
  now.decode(Uint8Array.of(1, 2), 10, (result) => results.push(result));
  assert.deepEqual(results.slice(), [Uint8Array.of(2, 1)]);
  const whole = { isFirst: true, isLast: true, compress: true };
  const never = (): never => assert.fail("it encodes at once");
  assert.deepEqual(now.encode(Uint8Array.of(1, 2), whole, never), Uint8Array.of(2, 1));
  assert.equal(now.encode(Uint8Array.of(1), whole, never), undefined);
  assert.equal(now.encode(Uint8Array.of(1, 2), { ...whole, compress: false }, never), undefined);
  assert.equal(now.encode(Uint8Array.of(1, 2), { ...whole, isLast: false }, never), undefined);
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

test("encodes later, in any order, when it is told to", () => {
  const transform = new ReversingTransform();
  transform.encodesLater = true;
  const whole = { isFirst: true, isLast: true, compress: true };
  const results: Uint8Array[] = [];
  for (const payload of [Uint8Array.of(1, 2), Uint8Array.of(3, 4)]) {
    assert.equal(
      transform.encode(payload, whole, (encoded) => results.push(encoded)),
      "later",
    );
  }
  transform.finishEncoding(1);
  transform.finishEncoding();
  assert.deepEqual(results, [Uint8Array.of(4, 3), Uint8Array.of(2, 1)]);
});
