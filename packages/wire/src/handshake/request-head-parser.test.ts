import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { serverLimits } from "../limits.ts";
import type { HeadLimits } from "./head.ts";
import { RequestHeadParser, type RequestHeadResult } from "./request-head-parser.ts";

const REQUEST =
  "GET /chat?room=1 HTTP/1.1\r\nHost: example.com\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n\r\n";

/** Feeds pieces until the parser has decided; `consumed` counts from the first byte of all. */
function parse(pieces: readonly Uint8Array[], limits: HeadLimits = serverLimits): RequestHeadResult {
  const parser = new RequestHeadParser(limits);
  let before = 0;
  for (const piece of pieces) {
    const result = parser.receive(piece);
    if (result.type === "head") return { ...result, consumed: before + result.consumed };
    if (result.type === "refused") return result;
    before += piece.length;
  }
  return { type: "incomplete" };
}

const whole = (text: string): Uint8Array[] => [Buffer.from(text, "latin1")];
const byteByByte = (text: string): Uint8Array[] =>
  Array.from(Buffer.from(text, "latin1"), (byte) => Uint8Array.of(byte));

/** The id of the refusal, which must be the same however the bytes are cut. */
function refusalOf(text: string, limits: HeadLimits = serverLimits): string | undefined {
  const [inOne, inMany] = [parse(whole(text), limits), parse(byteByByte(text), limits)];
  assert.deepEqual(inOne, inMany);
  return inOne.type === "refused" ? inOne.refusal.id : undefined;
}

test("RFC 9112 §3: reads a request line and header lines", () => {
  assert.deepEqual(parse(whole(REQUEST)), {
    type: "head",
    head: {
      method: "GET",
      target: "/chat?room=1",
      httpVersion: "1.1",
      headers: [
        ["Host", "example.com"],
        ["Connection", "keep-alive, Upgrade"],
        ["Upgrade", "websocket"],
      ],
    },
    consumed: REQUEST.length,
  });
});

test("edge 19: what follows the head in the same packet is not consumed", () => {
  const result = parse([Buffer.concat([Buffer.from(REQUEST), Uint8Array.of(0x81, 0x80, 1, 2, 3, 4)])]);
  assert.equal(result.type === "head" && result.consumed, REQUEST.length);
});

test("the same head whole, byte by byte and in random cuts, with and without trailing bytes", () => {
  const expected = parse(whole(REQUEST));
  for (const trailing of ["", "\x81\x80\0\0\0\0", "GET / HTTP/1.1\r\n\r\n"]) {
    assert.deepEqual(parse(byteByByte(REQUEST + trailing)), expected);
    const bytes = Buffer.from(REQUEST + trailing, "latin1");
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length), { maxLength: 12 }), (cuts) => {
        const sorted = [0, ...cuts.sort((a, b) => a - b), bytes.length];
        const pieces = sorted.slice(1).map((end, index) => bytes.subarray(sorted[index], end));
        assert.deepEqual(parse(pieces), expected);
      }),
    );
  }
});

test("RFC 9112 §2.2: up to two empty lines before the request line are ignored", () => {
  assert.equal(parse(whole(`\r\n\r\n${REQUEST}`)).type, "head");
  assert.equal(refusalOf(`\r\n\r\n\r\n${REQUEST}`), "request-malformed");
});

test("RFC 9112 §3: everything else than exactly two single spaces in the request line is refused", () => {
  const lines = [
    "GET",
    "GET /",
    "GET  / HTTP/1.1",
    "GET / HTTP/1.1 ",
    "GET /  HTTP/1.1",
    " GET / HTTP/1.1",
    "GET /a b HTTP/1.1",
    "GET\t/ HTTP/1.1",
    "G(T / HTTP/1.1",
    "GET / http/1.1",
    "GET / HTTP/1.1\0",
    "GET /\xfc HTTP/1.1",
    "PROXY TCP4 192.0.2.1 192.0.2.2 1 2",
  ];
  for (const line of lines) assert.equal(refusalOf(`${line}\r\n`), "request-malformed", line);
});

test("edge 8: HTTP/1.0 is read, for the handshake to refuse; HTTP/2 is refused here", () => {
  const result = parse(whole("GET / HTTP/1.0\r\n\r\n"));
  assert.equal(result.type === "head" && result.head.httpVersion, "1.0");
  assert.equal(refusalOf("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), "http-version");
});

test("edge 22: folded lines, space before the colon, bare CR, bare LF and controls are refused", () => {
  const blocks = [
    "Host: a\r\n b\r\n",
    "Host : a\r\n",
    "Host: a\rb\r\n",
    "Host: a\nX: b\r\n",
    "Host: a\0\r\n",
    "Host: \x7f\r\n",
  ];
  for (const block of blocks) {
    assert.equal(refusalOf(`GET / HTTP/1.1\r\n${block}\r\n`), "request-malformed", JSON.stringify(block));
  }
});

test("other protocols on this port are refused at their first impossible byte, without waiting for a line", () => {
  const openings = {
    "TLS ClientHello": "\x16\x03\x01\x02\x00\x01",
    "SSL 2": "\x80\x2e\x01",
    "PROXY protocol 2": "\r\n\r\n\0\r\nQUIT\n",
    MQTT: "\x10\x1a\0\x04MQTT",
    "a masked frame": "\x81\x85abcd",
    random: "\xfe\x12\xab",
  };
  for (const [name, bytes] of Object.entries(openings)) assert.equal(refusalOf(bytes), "request-malformed", name);
});

test("V9: the head may have maxHeadBytes and not one more", () => {
  const limits = { ...serverLimits, maxHeadBytes: REQUEST.length };
  assert.equal(parse(whole(REQUEST), limits).type, "head");
  assert.equal(refusalOf(REQUEST, { ...limits, maxHeadBytes: REQUEST.length - 1 }), "head-too-large");
});

test("V9: an endless header line is refused at the limit, with 431", () => {
  const result = parse(whole(`GET / HTTP/1.1\r\nX: ${"a".repeat(1 << 20)}`));
  assert.equal(result.type === "refused" && result.refusal.status, 431);
});

test("V9: maxHeaderCount header lines pass and not one more, with 431", () => {
  const withHeaders = (count: number): string => `GET / HTTP/1.1\r\n${"a: b\r\n".repeat(count)}\r\n`;
  assert.equal(parse(whole(withHeaders(100))).type, "head");
  assert.equal(refusalOf(withHeaders(101)), "too-many-headers");
  const result = parse(whole(withHeaders(2000)));
  assert.equal(result.type === "refused" && result.refusal.status, 431);
});

test("V9: the target may have maxTargetBytes and not one more, with 414", () => {
  const limits = { ...serverLimits, maxTargetBytes: 20 };
  const withTarget = (length: number): string => `GET /${"a".repeat(length - 1)} HTTP/1.1\r\n\r\n`;
  assert.equal(parse(whole(withTarget(20)), limits).type, "head");
  assert.equal(refusalOf(withTarget(21), limits), "target-too-long");
});

test("V9: an endless request line is 414, not 431 and not a wait", () => {
  const result = parse(byteByByte(`GET /${"a".repeat(20_000)}`));
  assert.equal(result.type === "refused" && result.refusal.status, 414);
});

test("V9: cost is linear, also one byte at a time", () => {
  const limits = { maxHeadBytes: 1 << 20, maxHeaderCount: 10, maxTargetBytes: 100 };
  const start = performance.now();
  const parser = new RequestHeadParser(limits);
  parser.receive(Buffer.from("GET / HTTP/1.1\r\nX: "));
  const byte = Uint8Array.of(0x61);
  // Half a million appends: quadratic copying would move 125 GB.
  for (let count = 0; count < 500_000; count += 1) parser.receive(byte);
  assert.ok(performance.now() - start < 5_000);
});

test("property: no bytes make it throw, and it has decided at maxHeadBytes + 1 at the latest", () => {
  const limits = { maxHeadBytes: 64, maxHeaderCount: 3, maxTargetBytes: 16 };
  const texts = fc.stringMatching(/^(GET |\/|HTTP\/1\.1|a|:| |\r\n|\r|\n|\t|\xff)*$/);
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
        if (result.type === "head") assert.ok(result.consumed <= limits.maxHeadBytes);
      },
    ),
    { numRuns: 500 },
  );
});
