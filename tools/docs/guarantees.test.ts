/** The tables of docs/explanation/guarantees.md: every cell names a test, and every test is in the file that is named. */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { hasTest } from "./has-test.ts";

const root = join(import.meta.dirname, "../..");
const page = readFileSync(join(root, "docs/explanation/guarantees.md"), "utf8");

/** The cells of the table below `heading`, row by row, without its head. */
function tableAfter(heading: string): string[][] {
  const lines = page.slice(page.indexOf(heading)).split("\n");
  const begin = lines.findIndex((line) => line.startsWith("| ---"));
  const end = lines.findIndex((line, i) => i > begin && !line.startsWith("|"));
  return lines.slice(begin + 1, end).map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

function assertShown(shown: string): void {
  const [, file = "", title = ""] = /^`([^`]+)`: (.+)$/.exec(shown) ?? [];
  assert.ok(file !== "" && title !== "", `no test in "${shown}"`);
  assert.ok(existsSync(join(root, file)), `there is no ${file}`);
  assert.ok(hasTest(readFileSync(join(root, file), "utf8"), title), `${file} has no test "${title}"`);
}

const levels = ["memory", "commit", "fsync"];
const faults = tableAfter("## The table");

test("the table has every fault at every level", () => {
  assert.equal(faults.length, 5);
  for (const [fault = "", ...cells] of faults) assert.equal(cells.length, levels.length, fault);
});

for (const [fault = "", ...cells] of faults) {
  for (const [i, cell] of cells.entries()) {
    test(`${fault}, ${levels[i]}: the cell says what is lost, and its test exists`, () => {
      const [loss = "", shown = ""] = cell.split("<br>");
      assert.ok(loss.length > 0);
      assertShown(shown);
      assert.match(shown, new RegExp(`: [a-z ]+: ${levels[i]} `), "it is about another level");
    });
  }
}

for (const [title = "", , shown = ""] of tableAfter("Beside them")) {
  test(`${title}: its test exists`, () => assertShown(shown));
}
