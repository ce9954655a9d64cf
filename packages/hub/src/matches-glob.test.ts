import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { matchesGlob } from "./matches-glob.ts";

describe("a glob", () => {
  const table: readonly (readonly [string, string, boolean])[] = [
    ["room:*", "room:7", true],
    ["room:*", "rooms", false],
    ["*", "", true],
    ["", "", true],
    ["", "a", false],
    ["*:?", "room:7", true],
    ["*:?", "room:77", false],
    ["a*b*c", "a-b-b-c", true],
    ["a*b*c", "a-b-b", false],
    ["[a]", "a", false],
  ];
  for (const [glob, name, expected] of table) {
    it(`"${glob}" ${expected ? "matches" : "does not match"} "${name}"`, () => {
      assert.equal(matchesGlob(name, glob, "?"), expected);
    });
  }

  it("has no sign for one character unless that is wanted", () => {
    assert.equal(matchesGlob("room:7", "room:?"), false);
    assert.equal(matchesGlob("room:?", "room:?"), true);
  });

  it("of many stars takes no time", () => {
    assert.equal(matchesGlob("a".repeat(5000), `${"*a".repeat(500)}b`), false);
  });
});
