import assert from "node:assert/strict";
import { test } from "node:test";
import { LineBuffer } from "./line-buffer.ts";

test("a line in one piece", () => {
  assert.equal(new LineBuffer().takeLine(Buffer.from("xabcx"), 1, 4), "abc");
});

test("a line in many pieces, and then another", () => {
  const buffer = new LineBuffer();
  const long = "abcdefghij".repeat(100);
  for (const character of long) buffer.append(Buffer.from(character));
  assert.equal(buffer.length, long.length);
  assert.equal(buffer.takeLine(Buffer.from("end"), 0, 3), `${long}end`);
  assert.equal(buffer.length, 0);
  assert.equal(buffer.takeLine(Buffer.from("next"), 0, 4), "next");
});

test("pieces are copied, so the caller may use its memory again", () => {
  const buffer = new LineBuffer();
  const piece = Buffer.from("abc");
  buffer.append(piece);
  piece.fill(0x78);
  assert.equal(buffer.takeLine(piece, 0, 0), "abc");
});
