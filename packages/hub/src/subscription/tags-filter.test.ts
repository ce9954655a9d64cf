import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { FilterNode } from "@longwire/protocol";
import { compileTagsFilter, maxFilterNodes } from "./tags-filter.ts";

const tags = new Map([
  ["team", "red"],
  ["price", "10.5"],
  ["note", "abc"],
]);

function holds(node: FilterNode): boolean | string {
  const compiled = compileTagsFilter(node);
  return compiled.ok ? compiled.filter(tags) : compiled.reason;
}

describe("a filter of tags", () => {
  const rows: readonly (readonly [FilterNode, boolean])[] = [
    [{ key: "team", cmp: "eq", val: "red" }, true],
    [{ key: "team", cmp: "eq", val: "blue" }, false],
    [{ key: "none", cmp: "eq", val: "" }, false],
    [{ key: "team", cmp: "neq", val: "blue" }, true],
    [{ key: "none", cmp: "neq", val: "x" }, true],
    [{ key: "team", cmp: "in", vals: ["red", "blue"] }, true],
    [{ key: "none", cmp: "in", vals: [""] }, false],
    [{ key: "team", cmp: "nin", vals: ["red"] }, false],
    [{ key: "none", cmp: "nin", vals: [""] }, true],
    [{ key: "team", cmp: "ex" }, true],
    [{ key: "none", cmp: "nex" }, true],
    [{ key: "note", cmp: "sw", val: "ab" }, true],
    [{ key: "note", cmp: "ew", val: "bc" }, true],
    [{ key: "note", cmp: "ct", val: "z" }, false],
    [{ key: "price", cmp: "gt", val: "9" }, true],
    [{ key: "price", cmp: "gte", val: "10.5" }, true],
    [{ key: "price", cmp: "lt", val: "10.5" }, false],
    [{ key: "price", cmp: "lte", val: "-3" }, false],
    [{ key: "note", cmp: "gt", val: "0" }, false],
    [
      {
        op: "and",
        nodes: [
          { key: "team", cmp: "ex" },
          { key: "none", cmp: "ex" },
        ],
      },
      false,
    ],
    [
      {
        op: "or",
        nodes: [
          { key: "team", cmp: "ex" },
          { key: "none", cmp: "ex" },
        ],
      },
      true,
    ],
    [{ op: "not", nodes: [{ key: "none", cmp: "ex" }] }, true],
  ];
  for (const [node, expected] of rows) {
    it(`${JSON.stringify(node)} is ${expected}`, () => assert.equal(holds(node), expected));
  }

  const wrong: readonly (readonly [FilterNode, RegExp])[] = [
    [{}, /no key/],
    [{ key: "a", cmp: "like" }, /no comparison "like"/],
    [{ op: "xor", nodes: [{ key: "a", cmp: "ex" }] }, /no operation "xor"/],
    [{ op: "and" }, /"and" has no nodes/],
    [
      {
        op: "not",
        nodes: [
          { key: "a", cmp: "ex" },
          { key: "b", cmp: "ex" },
        ],
      },
      /more than one/,
    ],
    [{ key: "a", cmp: "gt", val: "1e3" }, /"1e3" is no number/],
    [{ key: "a", cmp: "in" }, /"in" has no vals/],
  ];
  for (const [node, expected] of wrong) {
    it(`${JSON.stringify(node)} is refused`, () => assert.match(String(holds(node)), expected));
  }

  it(`has at most ${maxFilterNodes} nodes`, () => {
    const wide = (count: number): FilterNode => ({
      op: "or",
      nodes: Array.from({ length: count - 1 }, () => ({ key: "team", cmp: "ex" })),
    });
    assert.equal(holds(wide(maxFilterNodes)), true);
    assert.match(String(holds(wide(maxFilterNodes + 1))), /more than 64 nodes/);
  });
});
