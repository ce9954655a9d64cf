import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { decodeUtf8, encodeUtf8, utf8Length, writeUtf8 } from "./utf8-encode.ts";

const encoder = new TextEncoder();

/** Strings of any UTF-16 code units, lone surrogates among them. */
const anyString = fc.oneof(
  fc.string({ unit: "binary" }),
  fc
    .array(fc.oneof(fc.nat(0xffff), fc.integer({ min: 0xd7f0, max: 0xe010 })), { maxLength: 40 })
    .map((units) => String.fromCharCode(...units)),
);

test("edge 51, §5.6: the bytes are those of the platform's encoder; lone surrogates become U+FFFD", () => {
  fc.assert(
    fc.property(anyString, (text) => {
      const expected = encoder.encode(text);
      assert.deepEqual(encodeUtf8(text), new Uint8Array(expected));
      assert.equal(utf8Length(text), expected.length);
    }),
    { numRuns: 500 },
  );
});

test("edge 51: every kind of lone surrogate", () => {
  for (const text of ["\ud800", "\udc00", "\ud800\ud800", "\udc00\ud800", "\ud800a", "a\udc00", "\ud83d\ud83d\udca5"]) {
    assert.deepEqual(encodeUtf8(text), new Uint8Array(encoder.encode(text)), JSON.stringify(text));
  }
});

test("decoding gives the text back, a byte order mark included", () => {
  for (const text of ["", "\ufeffx", "κόσμε", "\u0000\u007f\u0080\u07ff\u0800\uffff", "\u{10000}\u{10ffff}💥"]) {
    assert.equal(decodeUtf8(encodeUtf8(text)), text);
  }
});

test("writes from `at`, says where it ended and touches nothing else", () => {
  const target = new Uint8Array(8).fill(0xaa);
  assert.equal(writeUtf8("é€", target, 1), 6);
  assert.deepEqual(target, Uint8Array.of(0xaa, 0xc3, 0xa9, 0xe2, 0x82, 0xac, 0xaa, 0xaa));
});

test("§8.1: bytes that no text can have become U+FFFD, as with the platform's decoder; nothing is thrown", () => {
  const platform = new TextDecoder("utf-8", { ignoreBOM: true });
  const nearText = fc.array(
    fc.oneof(fc.nat(255), fc.integer({ min: 0xc0, max: 0xff }), fc.integer({ min: 0x80, max: 0xbf })),
  );
  fc.assert(
    fc.property(nearText, (list) => {
      const bytes = Uint8Array.from(list);
      assert.equal(decodeUtf8(bytes), platform.decode(bytes));
    }),
    { numRuns: 2000 },
  );
  for (let lead = 0x80; lead < 0x100; lead += 1) {
    for (let next = 0; next < 0x100; next += 1) {
      const bytes = Uint8Array.of(lead, next, 0x80, 0x80);
      assert.equal(decodeUtf8(bytes), platform.decode(bytes));
    }
  }
});
