import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { escapeControls, quoteBytes } from "./escape-text.ts";

const quoted: readonly (readonly [bytes: string | readonly number[], shown: string])[] = [
  ["", '""'],
  ["hello", '"hello"'],
  ['say "hi" \\o/', '"say \\"hi\\" \\\\o/"'],
  ["a\n\r\t\0\x1b[2J\x7f", '"a\\n\\r\\t\\x00\\x1b[2J\\x7f"'],
  ["κόσμε 🌍", '"κόσμε 🌍"'],
  ["\u009b31m\u202egnp\u2028", '"\\x9b31m\\u202egnp\\u2028"'],
  ["\ufeffx", '"\ufeffx"'],
  [[0x68, 0xff, 0x69], '"h\\xffi"'],
  [[0xc3], '"\\xc3"'],
  [[0xe2, 0x82, 0x41], '"\\xe2\\x82A"'],
  [[0xed, 0xa0, 0x80], '"\\xed\\xa0\\x80"'],
  [[0xc0, 0xaf], '"\\xc0\\xaf"'],
  [[0x80, 0xc3, 0xa9], '"\\x80é"'],
];

for (const [bytes, shown] of quoted) {
  const buffer = typeof bytes === "string" ? Buffer.from(bytes) : Buffer.from([...bytes]);
  test(`bytes ${buffer.toString("hex")} are shown as ${JSON.stringify(shown)}`, () => {
    assert.equal(quoteBytes(buffer), shown);
  });
}

test("whatever the bytes are, no control character is left", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
      assert.doesNotMatch(quoteBytes(bytes), /\p{Cc}/u);
    }),
  );
});

test("valid text without anything to escape comes through as it is", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme-composite" }), (text) => {
      fc.pre(!/[\p{Cc}\p{Cf}\u2028\u2029"\\]/u.test(text));
      assert.equal(quoteBytes(Buffer.from(text)), `"${text}"`);
      assert.equal(escapeControls(text), text);
    }),
  );
});

test("controls that are wanted stay", () => {
  assert.equal(escapeControls("a\n\tb\x07", "\n\t"), "a\n\tb\\x07");
});
