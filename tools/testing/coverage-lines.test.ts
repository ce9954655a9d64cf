import assert from "node:assert/strict";
import { test } from "node:test";
import { classes } from "../../conformance/defences/classes.ts";
import { coverageLines } from "./coverage-lines.ts";
import type { ReportedFile } from "./test-report.ts";

function ran(file: string, { failures = 0, skips = 0 } = {}): ReportedFile {
  const remarks = (count: number) => Array.from({ length: count }, () => ({ name: "a", line: 1, text: "b" }));
  return { file, durationMs: 1, result: { passed: 1, failures: remarks(failures), skips: remarks(skips), tests: [] } };
}

const defences = Object.keys(classes)
  .filter((id) => classes[id]?.layer === "transport")
  .map(
    (id) => `conformance/defences/${id.toLowerCase().replace("v", Number(id.slice(1)) < 10 ? "v0" : "v")}-x.test.ts`,
  );

test("a run without these tests says nothing of them", () => {
  assert.deepEqual(coverageLines([ran("packages/wire/src/a.test.ts")]), []);
});

test("all that passed are counted, and the hub's are named", () => {
  const [line, hub] = coverageLines([...defences, "conformance/famous-bugs/ws-1-a.test.ts"].map((file) => ran(file)));
  assert.equal(line, "defences 29 of 29, famous bugs 1 of 1");
  assert.match(hub ?? "", /^comes with the hub: V30 .*V33/);
});

test("what failed, was skipped or is not there is missing", () => {
  const files = defences.slice(1).map((file, i) => ran(file, { failures: i === 0 ? 1 : 0, skips: i === 1 ? 1 : 0 }));
  const [line] = coverageLines([...files, ran("conformance/famous-bugs/ws-1-a.test.ts", { failures: 1 })]);
  assert.equal(line, "defences 26 of 29 (missing: V1, V2, V3), famous bugs 0 of 1");
});
