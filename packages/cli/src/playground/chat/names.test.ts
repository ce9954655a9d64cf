import assert from "node:assert/strict";
import { test } from "node:test";
import { maxNames, Names } from "./names.ts";

test("the last name holds; over the bound the one taken longest ago is forgotten", () => {
  const names = new Names();
  names.take("ada", "Ada");
  for (let n = 1; n < maxNames; n++) names.take(`p${n}`, "x");
  names.take("ada", "Ada L.");
  assert.equal(names.of("p1"), "x");
  names.take("one more", "x");
  assert.equal(names.of("p1"), undefined);
  assert.equal(names.of("ada"), "Ada L.");
});
