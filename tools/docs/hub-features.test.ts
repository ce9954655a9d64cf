/** The feature list of docs/reference/hub.md: every option exists in the types, and every test in the file that is named. */
import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { hasTest } from "./has-test.ts";

const root = join(import.meta.dirname, "../..");
const page = readFileSync(join(root, "docs/reference/hub.md"), "utf8");
const sources = globSync("packages/{hub,protocol}/src/**/*.ts", { cwd: root })
  .filter((file) => !file.endsWith(".test.ts"))
  .map((file) => readFileSync(join(root, file), "utf8"));

interface Feature {
  readonly name: string;
  readonly options: readonly string[];
  readonly file: string;
  readonly test: string;
}

function features(): Feature[] {
  const section = page.slice(page.indexOf("## Features"), page.indexOf("\n## Slow consumers"));
  const rows = section.split("\n").filter((line) => /^\| (?!feature|---|\*\*)/.test(line));
  return rows.map((row) => {
    const [, name = "", options = "", shown = ""] = row.split("|").map((cell) => cell.trim());
    const [, file = "", title = ""] = /^`([^`]+)`: (.+)$/.exec(shown) ?? [];
    return { name, options: [...options.matchAll(/`([^`]+)`/g)].map(([, option = ""]) => option), file, test: title };
  });
}

/** The text of an interface or a class, up to the brace that ends it. */
function declarationOf(type: string): string | undefined {
  const start = new RegExp(`^export (?:interface|class) ${type}\\b`, "m");
  const source = sources.find((text) => start.test(text));
  if (source === undefined) return undefined;
  const from = source.search(start);
  return source.slice(from, source.indexOf("\n}", from));
}

test("the list has every part of the hub", () => {
  assert.ok(features().length >= 50, `${features().length}`);
});

for (const { name, options, file, test: title } of features()) {
  test(`feature: ${name}`, () => {
    assert.ok(file !== "" && title !== "", "the row has no test");
    assert.ok(existsSync(join(root, file)), `there is no ${file}`);
    const source = readFileSync(join(root, file), "utf8");
    assert.ok(hasTest(source, title), `${file} has no test "${title}"`);
    for (const option of options) {
      const [type = "", member = ""] = option.split(".");
      const declaration = declarationOf(type);
      assert.ok(declaration !== undefined, `there is no type ${type}`);
      assert.match(
        declaration,
        new RegExp(`^  (?:readonly |get |async )?${member}[?:(<]`, "m"),
        `${type} has no ${member}`,
      );
    }
  });
}
