import assert from "node:assert/strict";
import { test } from "node:test";
import { replaceSection } from "./marked-section.ts";

const text = "before\n<!-- results:begin -->\nold\n<!-- results:end -->\nafter\n";

test("only what stands between the markers is replaced, and again", () => {
  const once = replaceSection(text, "results", "\nnew $& $1\n");
  assert.equal(once, "before\n<!-- results:begin -->\nnew $& $1\n<!-- results:end -->\nafter\n");
  assert.equal(replaceSection(once, "results", "old"), text);
});

for (const broken of ["", "<!-- results:begin -->", "<!-- results:end --><!-- results:begin -->", text + text]) {
  test(`a text without one such section is refused: ${JSON.stringify(broken.slice(0, 60))}`, () => {
    assert.throws(() => replaceSection(broken, "results", "new"), /no section "results"/);
  });
}
