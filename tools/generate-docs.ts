/**
 * Fills the generated parts of `docs/`: what stands between `<!-- generated:NAME -->` and `<!-- /generated -->` is made
 * from the tables and types of @longwire/wire. `--check` writes nothing and fails when a page is out of date.
 */
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { replaceGenerated } from "./docs/generated-sections.ts";
import { sections } from "./docs/sections.ts";

const root = join(import.meta.dirname, "..");
const isCheck = process.argv.includes("--check");
let stale = 0;

for (const page of globSync("{docs/**/*.md,*.md,packages/*/README.md}", { cwd: root })) {
  const file = join(root, page);
  const before = readFileSync(file, "utf8");
  const after = replaceGenerated(before, sections, page);
  if (after === before) continue;
  if (isCheck) {
    console.error(`${page} is out of date: run npm run docs`);
    stale += 1;
  } else {
    writeFileSync(file, after);
    console.log(`wrote ${page}`);
  }
}
process.exitCode = stale > 0 ? 1 : 0;
