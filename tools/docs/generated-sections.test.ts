import assert from "node:assert/strict";
import { test } from "node:test";
import { replaceGenerated } from "./generated-sections.ts";

const page = "a\n<!-- generated:one -->\nold\n<!-- /generated -->\nb\n";

test("a section is replaced and the text around it kept", () => {
  const text = replaceGenerated(page, { one: () => "new" }, "page.md");
  assert.equal(text, "a\n<!-- generated:one -->\nnew\n<!-- /generated -->\nb\n");
  assert.equal(replaceGenerated(text, { one: () => "new" }, "page.md"), text);
});

test("an unknown section is an error that names the page", () => {
  assert.throws(() => replaceGenerated(page, {}, "page.md"), /page\.md: no generated section is called "one"/);
});

test("a section without its end is an error", () => {
  const open = "<!-- generated:one -->\n";
  assert.throws(() => replaceGenerated(open, { one: () => "" }, "page.md"), /has no end marker/);
});
