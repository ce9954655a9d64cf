import assert from "node:assert/strict";
import { test } from "node:test";
import { LineReader, type LineRule } from "./line-reader.ts";

const anyLine: LineRule = { maxBytes: 5, isCode: (code) => code >= 0x20 };
const read = (text: string, maxHeadBytes = 100) => new LineReader(maxHeadBytes).read(Buffer.from(text), 0, anyLine);

test("RFC 9112 §2.2: a line ends with CRLF, and the next one begins behind it", () => {
  const reader = new LineReader(100);
  const bytes = Buffer.from("abc\r\n\r\nd");
  assert.deepEqual(reader.read(bytes, 0, anyLine), { type: "line", line: "abc", next: 5 });
  assert.deepEqual(reader.read(bytes, 5, anyLine), { type: "line", line: "", next: 7 });
  assert.deepEqual(reader.read(bytes, 7, anyLine), { type: "incomplete" });
  assert.deepEqual(reader.read(Buffer.from("e\r"), 0, anyLine), { type: "incomplete" });
  assert.deepEqual(reader.read(Buffer.from("\nf"), 0, anyLine), { type: "line", line: "de", next: 1 });
});

test("RFC 9112 §2.2: a bare LF and a bare CR are refused as soon as they are seen", () => {
  for (const text of ["ab\n", "\n", "ab\rc", "ab\r\r", "\r\r\n"]) {
    assert.deepEqual(read(text), { type: "fault", fault: "malformed" }, JSON.stringify(text));
  }
});

test("a byte that may not stand in the line is refused before the line has ended", () => {
  assert.deepEqual(read("a\0"), { type: "fault", fault: "malformed" });
});

test("the longest line passes, one byte more does not", () => {
  assert.deepEqual(read("12345\r\n"), { type: "line", line: "12345", next: 7 });
  assert.deepEqual(read("123456"), { type: "fault", fault: "line-too-long" });
});

test("the bound of the head counts line ends, and over all lines", () => {
  const bytes = Buffer.from("abc\r\nabc\r\n");
  const exact = new LineReader(10);
  assert.equal(exact.read(bytes, 0, anyLine).type, "line");
  assert.equal(exact.read(bytes, 5, anyLine).type, "line");
  const short = new LineReader(9);
  assert.equal(short.read(bytes, 0, anyLine).type, "line");
  assert.deepEqual(short.read(bytes, 5, anyLine), { type: "fault", fault: "head-too-large" });
});
