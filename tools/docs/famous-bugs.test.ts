import assert from "node:assert/strict";
import { test } from "node:test";
import { parseFamousBug } from "./famous-bugs.ts";

test("the parts of a comment are read over line ends", () => {
  const source = '/**\n * Bug: a/b#1 "c"\n * Who: all\n * of them\n * Answer: d: e\n * f | g\n */\nimport x;\n';
  assert.deepEqual(parseFamousBug("x.test.ts", source), {
    test: "x.test.ts",
    bug: 'a/b#1 "c"',
    who: "all of them",
    answer: "d: e f \\| g",
  });
});

test("a part that is not there is an error that names the test", () => {
  assert.throws(() => parseFamousBug("x.test.ts", "/**\n * Bug: a\n * Who: b\n */"), /x\.test\.ts: .*"Answer:"/);
});
