import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { isJson, maxPayloadDepth } from "./is-json.ts";

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** A JSON text with a few characters put in, taken out or changed. */
const damagedJson = fc
  .tuple(
    fc.json({ maxDepth: 4 }),
    fc.array(
      fc.tuple(
        fc.nat(),
        fc.constantFrom(
          "",
          "{",
          "}",
          "[",
          "]",
          '"',
          ",",
          ":",
          "\\",
          "-",
          "0",
          ".",
          "e",
          "\n",
          "\u0001",
          "u",
          "\u2028",
          "n",
        ),
      ),
      { maxLength: 3 },
    ),
    fc.constantFrom(0, 1),
  )
  .map(([text, changes, replaced]) =>
    changes.reduce((result, [at, character]) => {
      const i = at % (result.length + 1);
      return result.slice(0, i) + character + result.slice(i + replaced);
    }, text),
  );

describe("JSON texts", () => {
  it("are judged as JSON.parse judges them (RFC 8259)", () => {
    fc.assert(
      fc.property(damagedJson, (text) => assert.equal(isJson(text), parses(text))),
      { numRuns: 5000 },
    );
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => assert.equal(isJson(text), parses(text))));
  });

  const odd = [
    ["", false],
    [" ", false],
    ["01", false],
    ["-", false],
    ["-0", true],
    ["1.", false],
    [".5", false],
    ["1e5", true],
    ["1E+05", true],
    ["0x10", false],
    ["NaN", false],
    ["nul", false],
    ["null ", true],
    ['"\\u12g4"', false],
    ['"\\u00e9"', true],
    ['"\\x41"', false],
    ['"a\tb"', false],
    ["'a'", false],
    ["[1,]", false],
    ["[,1]", false],
    ['{"a":1,}', false],
    ["{a:1}", false],
    ['{"a" 1}', false],
    ["[1] [2]", false],
    ["[1", false],
    ["1]", false],
    ["\u00a01", false],
    ["\ufeff1", false],
    ['"\ud800"', true],
    ['"', false],
    ['"\\', false],
    ['{"a":1,"a":2}', true],
    ["true false", false],
  ] as const;
  for (const [text, expected] of odd) {
    it(`${expected ? "takes" : "refuses"} ${JSON.stringify(text)}`, () => {
      assert.equal(isJson(text), expected);
      assert.equal(parses(text), expected);
    });
  }

  it(`may be ${maxPayloadDepth} levels deep and no deeper, in any shape`, () => {
    const nested = (levels: number, open: string, close: string): string =>
      `${open.repeat(levels - 1)}1${close.repeat(levels - 1)}`;
    for (const [open, close] of [
      ["[", "]"],
      ['{"a":', "}"],
    ] as const) {
      assert.equal(isJson(nested(maxPayloadDepth, open, close)), true);
      assert.equal(isJson(nested(maxPayloadDepth + 1, open, close)), false);
    }
    assert.equal(isJson("[".repeat(1_000_000)), false);
  });
});
