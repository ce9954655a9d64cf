import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { clientLimits } from "../limits.ts";
import type { HeadLimits } from "./head.ts";
import { ResponseHeadParser, type ResponseHeadResult } from "./response-head-parser.ts";

const RESPONSE = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n";

/** Feeds pieces until the parser has decided; `consumed` counts from the first byte of all. */
function parse(pieces: readonly Uint8Array[], limits: HeadLimits = clientLimits): ResponseHeadResult {
  const parser = new ResponseHeadParser(limits);
  let before = 0;
  for (const piece of pieces) {
    const result = parser.receive(piece);
    if (result.type === "head") return { ...result, consumed: before + result.consumed };
    if (result.type === "failed") return result;
    before += piece.length;
  }
  return { type: "incomplete" };
}

const whole = (text: string): Uint8Array[] => [Buffer.from(text, "latin1")];
const byteByByte = (text: string): Uint8Array[] =>
  Array.from(Buffer.from(text, "latin1"), (byte) => Uint8Array.of(byte));

function failureOf(text: string, limits: HeadLimits = clientLimits): string | undefined {
  const [inOne, inMany] = [parse(whole(text), limits), parse(byteByByte(text), limits)];
  assert.deepEqual(inOne, inMany);
  return inOne.type === "failed" ? inOne.failure.id : undefined;
}

test("RFC 9112 §4: reads a status line and header lines", () => {
  assert.deepEqual(parse(whole(RESPONSE)), {
    type: "head",
    head: {
      status: 101,
      reason: "Switching Protocols",
      httpVersion: "1.1",
      headers: [
        ["Upgrade", "websocket"],
        ["Connection", "Upgrade"],
      ],
    },
    consumed: RESPONSE.length,
  });
});

test("edge 31: frames glued to the 101 are not consumed", () => {
  const result = parse([Buffer.concat([Buffer.from(RESPONSE), Uint8Array.of(0x81, 0x01, 0x61)])]);
  assert.equal(result.type === "head" && result.consumed, RESPONSE.length);
});

test("edge 24: after an informational response the next parser goes on where the first ended", () => {
  const bytes = Buffer.from(`HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n${RESPONSE}`);
  const first = parse([bytes]);
  assert.ok(first.type === "head" && first.head.status === 103);
  const second = parse([bytes.subarray(first.consumed)]);
  assert.ok(second.type === "head" && second.head.status === 101);
});

test("the same head whole, byte by byte and in random cuts", () => {
  const expected = parse(whole(RESPONSE));
  assert.deepEqual(parse(byteByByte(RESPONSE)), expected);
  const bytes = Buffer.from(`${RESPONSE}\x81\x00`, "latin1");
  fc.assert(
    fc.property(fc.array(fc.nat(bytes.length), { maxLength: 12 }), (cuts) => {
      const sorted = [0, ...cuts.sort((a, b) => a - b), bytes.length];
      const pieces = sorted.slice(1).map((end, index) => bytes.subarray(sorted[index], end));
      assert.deepEqual(parse(pieces), expected);
    }),
  );
});

test("RFC 9112 §4: the reason phrase may be empty, absent, or hold bytes above ASCII", () => {
  for (const [line, reason] of [
    ["HTTP/1.1 404 ", ""],
    ["HTTP/1.1 404", ""],
    ["HTTP/1.0 404 n\xe3o  encontrado", "n\xe3o  encontrado"],
  ]) {
    const result = parse(whole(`${line}\r\n\r\n`));
    assert.equal(result.type === "head" && result.head.reason, reason);
  }
});

test("RFC 9112 §4: other status lines are malformed", () => {
  const lines = [
    "",
    "HTTP/1.1",
    "HTTP/1.1 ",
    "HTTP/1.1 10",
    "HTTP/1.1 1010",
    "HTTP/1.1  101",
    "HTTP/1.1 +10 x",
    "HTTP/1.1 099 x",
    "HTTP/1.1 600 x",
    "HTTP/1.1 101x",
    "http/1.1 101 x",
    "HTTP/1.1 101 \0",
    "SSH-2.0-OpenSSH",
  ];
  for (const line of lines) assert.equal(failureOf(`${line}\r\n\r\n`), "response-malformed", line);
});

test("another HTTP version fails as such", () => {
  assert.equal(failureOf("HTTP/2.0 101 x\r\n"), "http-version");
});

test("edge 22: folded lines, bare CR and bare LF are malformed", () => {
  for (const block of ["A: b\r\n c\r\n", "A : b\r\n", "A: b\rc\r\n", "A: b\nC: d\r\n"]) {
    assert.equal(failureOf(`HTTP/1.1 101 x\r\n${block}\r\n`), "response-malformed", JSON.stringify(block));
  }
});

test("V9: the head may have maxHeadBytes and maxHeaderCount lines and not one more", () => {
  const exact = { ...clientLimits, maxHeadBytes: RESPONSE.length, maxHeaderCount: 2 };
  assert.equal(parse(whole(RESPONSE), exact).type, "head");
  assert.equal(failureOf(RESPONSE, { ...exact, maxHeadBytes: RESPONSE.length - 1 }), "head-too-large");
  assert.equal(failureOf(RESPONSE, { ...exact, maxHeaderCount: 1 }), "too-many-headers");
});

test("V9: an endless status line fails at the limit", () => {
  assert.equal(failureOf(`HTTP/1.1 101 ${"a".repeat(clientLimits.maxHeadBytes)}`), "head-too-large");
});

test("property: no bytes make it throw, and it has decided at maxHeadBytes + 1 at the latest", () => {
  const limits = { ...clientLimits, maxHeadBytes: 64, maxHeaderCount: 3 };
  const texts = fc.stringMatching(/^(HTTP\/1\.1| 101| |a|:|\r\n|\r|\n|\xff)*$/);
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array({ maxLength: 200 }),
        texts.map((text) => Buffer.from(text, "latin1")),
      ),
      (bytes) => {
        const result = parse([bytes], limits);
        assert.deepEqual(
          parse(
            Array.from(bytes, (byte) => Uint8Array.of(byte)),
            limits,
          ),
          result,
        );
        if (bytes.length > limits.maxHeadBytes) assert.notEqual(result.type, "incomplete");
      },
    ),
    { numRuns: 500 },
  );
});
