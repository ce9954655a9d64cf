import assert from "node:assert/strict";
import { test } from "node:test";
import { UsageError } from "../usage-error.ts";
import { HeadReader, type StartLine } from "./head-reader.ts";

const startLine: StartLine<{ text: string }> = {
  maxBytes: 10,
  maxEmptyLinesBefore: 1,
  isCode: (code) => code >= 0x20 && code < 0x7f,
  parse: (line) => (line === "bad" ? "malformed" : { text: line }),
};
const read = (text: string, maxHeaderCount = 2) =>
  new HeadReader(startLine, 1000, maxHeaderCount).receive(Buffer.from(text, "latin1"));
const malformed = { type: "fault", fault: "malformed" };

test("RFC 9112 §2.1: start line, header lines, empty line; what follows is not consumed", () => {
  assert.deepEqual(read("start\r\na: 1\r\nb:\xff\r\n\r\nmore"), {
    type: "head",
    start: { text: "start" },
    headers: [
      ["a", "1"],
      ["b", "\xff"],
    ],
    consumed: 20,
  });
});

test("a head may have no header line", () => {
  assert.deepEqual(read("start\r\n\r\n"), { type: "head", start: { text: "start" }, headers: [], consumed: 9 });
});

test("RFC 9112 §2.2: empty lines before the start line are ignored up to their number", () => {
  assert.equal(read("\r\nstart\r\n\r\n").type, "head");
  assert.deepEqual(read("\r\n\r\n"), malformed);
});

test("a fault is told when its line ends, not when the head does", () => {
  assert.deepEqual(read("bad\r\n"), malformed);
  assert.deepEqual(read("start\r\nno colon\r\n"), malformed);
});

test("start line and header lines have rules of their own", () => {
  assert.deepEqual(read("st\xffrt"), malformed);
  assert.deepEqual(read("12345678901"), { type: "fault", fault: "line-too-long" });
  assert.equal(read("start\r\na: 12345678901234567890\r\n\r\n").type, "head");
});

test("V9: the permitted number of header lines passes, one more does not", () => {
  assert.equal(read("start\r\na:\r\nb:\r\n\r\n").type, "head");
  assert.deepEqual(read("start\r\na:\r\nb:\r\nc:\r\n"), { type: "fault", fault: "too-many-headers" });
});

test("after its end the reader takes no more bytes", () => {
  for (const text of ["start\r\n\r\n", "bad\r\n"]) {
    const reader = new HeadReader(startLine, 1000, 2);
    reader.receive(Buffer.from(text));
    assert.throws(() => reader.receive(Buffer.from("x")), UsageError);
  }
});
