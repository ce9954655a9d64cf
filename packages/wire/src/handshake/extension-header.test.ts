import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { ExtensionElement } from "../extension.ts";
import { UsageError } from "../usage-error.ts";
import { formatExtensions, maxExtensionParts, parseExtensions } from "./extension-header.ts";

test("RFC 6455 §9.1: extensions with parameters, in order", () => {
  assert.deepEqual(parseExtensions("foo, bar; baz=2"), [
    { name: "foo", parameters: [] },
    { name: "bar", parameters: [{ name: "baz", value: "2" }] },
  ]);
  assert.deepEqual(parseExtensions("permessage-deflate; client_max_window_bits; server_max_window_bits=10"), [
    {
      name: "permessage-deflate",
      parameters: [
        { name: "client_max_window_bits", value: undefined },
        { name: "server_max_window_bits", value: "10" },
      ],
    },
  ]);
});

test("edge 14: the same extension may be offered several times, in order of preference", () => {
  assert.deepEqual(
    parseExtensions("a; x, b, a")?.map(({ name }) => name),
    ["a", "b", "a"],
  );
});

test("edge 15: a quoted value equals the same value unquoted, escapes included (RFC 6455 §9.1)", () => {
  const plain = parseExtensions("a; server_max_window_bits=10");
  assert.notEqual(plain, undefined);
  assert.deepEqual(parseExtensions('a; server_max_window_bits="10"'), plain);
  assert.deepEqual(parseExtensions('a; server_max_window_bits="1\\0"'), plain);
});

test("edge 15: after unquoting the value must be a token (RFC 6455 §9.1)", () => {
  for (const value of ['""', '"a b"', '"a,b"', '"a;b"', '"\\""', '"ü"']) {
    assert.equal(parseExtensions(`a; b=${value}`), undefined, value);
  }
});

test("edge 15: optional whitespace around every delimiter", () => {
  const expected = parseExtensions("a;b=c,d;e");
  assert.notEqual(expected, undefined);
  assert.deepEqual(parseExtensions(" a\t;  b =\tc , d ; e "), expected);
});

test("edge 15: empty list elements are ignored (RFC 9110 §5.6.1)", () => {
  for (const value of ["", " ", ",", " ,\t, "]) assert.deepEqual(parseExtensions(value), [], JSON.stringify(value));
  assert.deepEqual(parseExtensions(", a,, b ,"), parseExtensions("a, b"));
});

test("edge 16: names keep their case", () => {
  assert.deepEqual(parseExtensions("Permessage-Deflate; Server_No=X"), [
    { name: "Permessage-Deflate", parameters: [{ name: "Server_No", value: "X" }] },
  ]);
});

test("edge 12: malformed lists are told from empty ones (RFC 6455 §9.1)", () => {
  const malformed = [
    "a b",
    "a;",
    "a;;b",
    ";",
    "; a",
    "a; b=",
    "a; =b",
    "a; b==c",
    "a; b=c d",
    'a; b="c',
    'a; b="c\\',
    'a; b="c"d',
    'a; "b"=c',
    '"a"',
    "a=b",
    "a; b=c=d",
    "a, b c",
    "a/b",
    "ü",
    "a\0",
    "a; b='c d'",
    "a; b=@",
  ];
  for (const value of malformed) assert.equal(parseExtensions(value), undefined, value);
});

test("V10: names of the object prototype are ordinary names", () => {
  assert.deepEqual(parseExtensions("__proto__; constructor=hasOwnProperty"), [
    { name: "__proto__", parameters: [{ name: "constructor", value: "hasOwnProperty" }] },
  ]);
});

test("V10: 16 KiB of delimiters, quotes, backslashes or spaces take no time", () => {
  const size = 16_384;
  const hostile = [
    ",".repeat(size),
    ";".repeat(size),
    " ".repeat(size),
    `a; b="${"\\".repeat(size)}`,
    `a; b=${'"'.repeat(size)}`,
    `a; b="${'\\"'.repeat(size / 2)}`,
    "a,".repeat(size / 2),
    `a${";b".repeat(size / 2)}`,
    `a${" ".repeat(size)}b`,
  ];
  const start = performance.now();
  for (const value of hostile) parseExtensions(value);
  assert.ok(performance.now() - start < 5 * hostile.length + 200);
});

test("extensions and parameters are counted: the permitted number passes, one more does not", () => {
  assert.equal(maxExtensionParts, 128);
  assert.equal(parseExtensions(Array(128).fill("a").join())?.length, 128);
  assert.equal(parseExtensions(Array(129).fill("a").join()), undefined);
  assert.equal(parseExtensions(`a${";b".repeat(127)}`)?.length, 1);
  assert.equal(parseExtensions(`a${";b".repeat(128)}`), undefined);
  assert.equal(parseExtensions(`a${";b".repeat(10_000)}`), undefined);
});

const token = fc.stringMatching(/^[!#-'*+.0-9A-Z^_`a-z|~-]{1,8}$/);
const plain = { noNullPrototype: true } as const;
const parameter = fc.record({ name: token, value: fc.option(token, { nil: undefined }) }, plain);
const element: fc.Arbitrary<ExtensionElement> = fc.record(
  { name: token, parameters: fc.array(parameter, { maxLength: 5 }) },
  plain,
);

test("property: what is written is read back", () => {
  fc.assert(
    fc.property(fc.array(element, { maxLength: 5 }), (elements) => {
      assert.deepEqual(parseExtensions(formatExtensions(elements)), elements);
    }),
  );
});

test("property: nothing makes the parser throw", () => {
  const texts = fc.oneof(fc.string({ unit: "binary" }), fc.stringMatching(/^[a,;="\\ ]*$/));
  fc.assert(
    fc.property(texts, (value) => void parseExtensions(value)),
    { numRuns: 500 },
  );
});

test("V18: writing refuses what is not a token", () => {
  assert.equal(formatExtensions([]), "");
  for (const bad of ["", "a b", "a\r\n", "ü"]) {
    assert.throws(() => formatExtensions([{ name: bad, parameters: [] }]), UsageError);
    assert.throws(() => formatExtensions([{ name: "a", parameters: [{ name: bad, value: undefined }] }]), UsageError);
    assert.throws(() => formatExtensions([{ name: "a", parameters: [{ name: "b", value: bad }] }]), UsageError);
  }
});
