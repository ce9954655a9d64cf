import assert from "node:assert/strict";
import { test } from "node:test";
import { oneShotCodec } from "./one-shot-codec.ts";

test("what it compresses it decompresses, with and without a window; the limit and bad bytes are told", () => {
  const text = Buffer.from("hello hello hello");
  const results: unknown[] = [];
  for (const window of [undefined, text]) {
    const compressed = oneShotCodec.deflater(10).deflate(text, window);
    oneShotCodec.inflater.inflate(compressed.subarray(0, -4), window, 17, (result) => results.push(String(result)));
  }
  const compressed = oneShotCodec.deflater(10).deflate(text, undefined);
  oneShotCodec.inflater.inflate(compressed, undefined, 16, (result) => results.push(result));
  oneShotCodec.inflater.inflate(Buffer.of(7), undefined, 16, (result) => results.push(result));
  assert.deepEqual(results, ["hello hello hello", "hello hello hello", "message-too-big", "payload-not-decodable"]);
});
