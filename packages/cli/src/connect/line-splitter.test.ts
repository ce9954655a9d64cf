import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { LineSplitter } from "./line-splitter.ts";

function split(chunks: readonly (string | Buffer)[]): string[] {
  const splitter = new LineSplitter();
  const lines = chunks.flatMap((chunk) => [...splitter.push(Buffer.from(chunk))]);
  return [...lines, ...splitter.end()].map((line) => line.toString());
}

const examples: readonly (readonly [input: string, lines: readonly string[]])[] = [
  ["", []],
  ["\n", [""]],
  ["a", ["a"]],
  ["a\n", ["a"]],
  ["a\r\nb\n\nc", ["a", "b", "", "c"]],
  ["a\rb\n", ["a\rb"]],
  ["a\u2028b\u0085c\n", ["a\u2028b\u0085c"]],
];

for (const [input, lines] of examples) {
  test(`${JSON.stringify(input)} has the lines ${JSON.stringify(lines)}`, () => {
    assert.deepEqual(split([input]), lines);
    assert.deepEqual(split([...Buffer.from(input)].map((byte) => Buffer.from([byte]))), lines);
  });
}

test("lines come back as they were, however the stream is cut", () => {
  const line = fc.string().filter((text) => !/[\r\n]/.test(text));
  fc.assert(
    fc.property(fc.array(line), fc.integer({ min: 1, max: 9 }), (lines, size) => {
      const bytes = Buffer.from(lines.map((text) => `${text}\n`).join(""));
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
        bytes.subarray(i * size, (i + 1) * size),
      );
      assert.deepEqual(split(chunks), lines);
    }),
  );
});
