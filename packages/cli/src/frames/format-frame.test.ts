import assert from "node:assert/strict";
import { test } from "node:test";
import { FramePrinter } from "./frame-printer.ts";

/** The lines that `bytes` in hex give, as received. */
function linesOf(...bytes: readonly string[]): string[] {
  const lines: string[] = [];
  const printer = new FramePrinter((line) => lines.push(line));
  for (const part of bytes) printer.onReceived(Buffer.from(part.replaceAll(" ", ""), "hex"));
  printer.end();
  return lines;
}

const single: readonly (readonly [what: string, bytes: string, line: string])[] = [
  ["unmasked text (RFC 6455 §5.7)", "81 05 48656c6c6f", '← FIN TEXT len=5 "Hello"'],
  ["masked text (RFC 6455 §5.7)", "81 85 37fa213d 7f9f4d5158", '← FIN TEXT mask=37fa213d len=5 "Hello"'],
  ["a key with leading zeros", "81 81 00000001 48", '← FIN TEXT mask=00000001 len=1 "H"'],
  ["an empty message", "82 00", "← FIN BINARY len=0"],
  ["binary as hex", "82 03 00ff41", "← FIN BINARY len=3 00ff41"],
  ["a first fragment", "01 03 48656c", '← --- TEXT len=3 "Hel"'],
  ["a Ping with text", "89 05 48656c6c6f", '← FIN PING len=5 "Hello"'],
  ["a Pong with bytes", "8a 02 ff00", '← FIN PONG len=2 "\\xff\\x00"'],
  ["a Close without code", "88 00", "← FIN CLOSE len=0"],
  ["a Close with code", "88 02 03e8", "← FIN CLOSE len=2 1000"],
  ["a Close with reason", "88 05 03e9 627965", '← FIN CLOSE len=5 1001 "bye"'],
  ["a Close that is wrong", "88 01 03", "← FIN CLOSE len=1 03"],
  ["compressed text as hex", "c1 03 f248cd", "← FIN RSV1 TEXT len=3 f248cd"],
  ["all reserved bits, reserved opcode", "fb 00", "← FIN RSV1 RSV2 RSV3 RESERVED-B len=0"],
  ["a length in 16 bits that needs none", "82 7e 0001 ff", "← FIN BINARY len=1 (in 16 bits) ff"],
  ["a length in 64 bits that needs 16", "82 7f 0000000000000001 ff", "← FIN BINARY len=1 (in 64 bits) ff"],
];

for (const [what, bytes, line] of single) {
  test(`frame line: ${what}`, () => assert.deepEqual(linesOf(bytes), [line]));
}

test("a long payload is shown by its first 64 bytes", () => {
  assert.deepEqual(linesOf(`81 7e 00c8 ${"61".repeat(200)}`), [`← FIN TEXT len=200 "${"a".repeat(64)}" …`]);
});

test("a length with the highest bit set is named, and its payload waited for", () => {
  const [line, rest] = linesOf(`82 7f 8000000000000000 ${"00".repeat(64)}`);
  assert.match(line ?? "", /^← FIN BINARY len=over-2\^53 \(64 bits, the highest set\) (00){64} …$/);
  assert.match(rest ?? "", /^← cut off: \d+ bytes of a payload are missing$/);
});

test("a continuation is shown like the message it belongs to, control frames between", () => {
  assert.deepEqual(linesOf("01 01 c3", "89 00", "80 02 a962", "02 01 61", "80 01 62"), [
    '← --- TEXT len=1 "\\xc3"',
    "← FIN PING len=0",
    '← FIN CONTINUATION len=2 "\\xa9b"',
    "← --- BINARY len=1 61",
    "← FIN CONTINUATION len=1 62",
  ]);
});

test("the two directions are split apart, whatever their order", () => {
  const lines: string[] = [];
  const printer = new FramePrinter((line) => lines.push(line));
  printer.onSent(Buffer.from("8182", "hex"));
  printer.onReceived(Buffer.from("8a00", "hex"));
  printer.onSent(Buffer.from("000000006869", "hex"));
  printer.onReceived(Buffer.from("88", "hex"));
  printer.end();
  assert.deepEqual(lines, [
    "← FIN PONG len=0",
    '→ FIN TEXT mask=00000000 len=2 "hi"',
    "← cut off: within a frame header",
  ]);
});
