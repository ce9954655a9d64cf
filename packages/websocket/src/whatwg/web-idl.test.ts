import assert from "node:assert/strict";
import { test } from "node:test";
import {
  clampToUnsignedShort,
  enforceUnsignedShort,
  requireArguments,
  toDictionary,
  toDomString,
  toSequence,
  toStringOrSequence,
  toUnsignedShort,
  toUsvString,
} from "./web-idl.ts";

const refusing = (value: unknown): object => ({ [Symbol.toPrimitive]: () => value });

test("DOMString takes any value but a symbol; USVString replaces lone surrogates", () => {
  for (const [value, text] of [
    [null, "null"],
    [undefined, "undefined"],
    [12, "12"],
    [refusing("x"), "x"],
    ["a\ud800b", "a\ud800b"],
  ] as const) {
    assert.equal(toDomString(value), text);
  }
  assert.equal(toUsvString("a\ud800b"), "a\ufffdb");
  assert.throws(() => toDomString(Symbol("s")), TypeError);
  assert.throws(() => toUsvString(Symbol("s")), TypeError);
});

test("[Clamp] unsigned short clamps and rounds to the nearest, ties to even; NaN is 0", () => {
  for (const [value, expected] of [
    [-1, 0],
    [70000, 65535],
    [Number.POSITIVE_INFINITY, 65535],
    [Number.NaN, 0],
    ["x", 0],
    [null, 0],
    [true, 1],
    ["3000", 3000],
    [999.5, 1000],
    [1000.5, 1000],
    [1000.51, 1001],
    [2999.4, 2999],
    [refusing(4000), 4000],
  ] as const) {
    assert.equal(clampToUnsignedShort(value), expected, String(value));
  }
  assert.throws(() => clampToUnsignedShort(1000n), TypeError);
  assert.throws(() => clampToUnsignedShort(Symbol("s")), TypeError);
});

test("[EnforceRange] unsigned short truncates, and throws out of range", () => {
  assert.equal(enforceUnsignedShort(1000.9, "x"), 1000);
  assert.equal(Object.is(enforceUnsignedShort(-0.5, "x"), 0), true);
  for (const value of [-1, 65536, Number.NaN, Number.POSITIVE_INFINITY, "x"]) {
    assert.throws(() => enforceUnsignedShort(value, "x"), TypeError);
  }
});

test("unsigned short is modulo 2¹⁶", () => {
  assert.deepEqual([70000, -1, 1.9, Number.POSITIVE_INFINITY, "7"].map(toUnsignedShort), [4464, 65535, 1, 0, 7]);
});

test("a dictionary is an object, a function or nothing", () => {
  const given = { a: 1 };
  assert.equal(toDictionary(given, "x"), given);
  assert.deepEqual(toDictionary(null, "x"), {});
  assert.deepEqual(toDictionary(undefined, "x"), {});
  for (const value of [true, 1, "x"]) assert.throws(() => toDictionary(value, "x"), TypeError);
});

test("a sequence is any object that can be iterated, and no string", () => {
  assert.deepEqual(toSequence(new Set([1, "b"]), toDomString, "x"), ["1", "b"]);
  for (const value of ["ab", {}, null, 1]) assert.throws(() => toSequence(value, toDomString, "x"), TypeError);
});

test("(DOMString or sequence): iterables are lists, all else is one string, nothing is none", () => {
  assert.deepEqual(toStringOrSequence(undefined, "x"), []);
  assert.deepEqual(toStringOrSequence(null, "x"), ["null"]);
  assert.deepEqual(toStringOrSequence("ab", "x"), ["ab"]);
  assert.deepEqual(toStringOrSequence(["a", 1], "x"), ["a", "1"]);
  assert.deepEqual(toStringOrSequence({ toString: () => "t" }, "x"), ["t"]);
  assert.throws(() => toStringOrSequence({ [Symbol.iterator]: 5 }, "x"), TypeError);
});

test("too few arguments are a TypeError", () => {
  assert.throws(() => requireArguments(0, 1, "here"), { name: "TypeError", message: /here/ });
  requireArguments(1, 1, "here");
});
