/**
 * Whoever looks for a clause of the RFC finds the code that obeys it and the test that proves it: `grep -r '§5.1'`.
 */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { violations } from "@longwire/wire";

const root = join(import.meta.dirname, "..");

function filesWith(clause: string, folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !file.includes("node_modules"))
    .map((file) => join(folder, file))
    .filter((file) => readFileSync(join(root, file), "utf8").includes(clause));
}

function isTest(file: string): boolean {
  return file.endsWith(".test.ts") || file.startsWith("conformance");
}

test("§5.1 leads to the code that refuses a masked server frame, to its row and to its tests", () => {
  const source = filesWith("§5.1", "packages/wire/src");
  assert.ok(source.includes("packages/wire/src/frame/frame-rules.ts"));
  assert.ok(source.includes("packages/wire/src/violation.ts"));
  assert.ok(source.includes("packages/wire/src/frame/frame-rules.test.ts"));
  assert.ok(filesWith("§5.1", "conformance").includes("conformance/vectors/masking.ts"));
});

test("every clause in the violations table is cited in code beside the table, and in a test", () => {
  const clauses = new Set(Object.values(violations).map(({ section }) => /§[\d.]+/.exec(section)?.[0]));
  for (const clause of clauses) {
    if (clause === undefined) continue; // the row of one of our own limits
    const files = [...filesWith(clause, "packages/wire/src"), ...filesWith(clause, "conformance")];
    const code = files.filter((file) => !isTest(file) && !file.endsWith("src/violation.ts"));
    assert.ok(code.length > 0, `no code cites ${clause}`);
    assert.ok(
      files.filter((file) => isTest(file) && !file.endsWith("violation.test.ts")).length > 0,
      `no test cites ${clause}`,
    );
  }
});
