import assert from "node:assert/strict";
import { test } from "node:test";
import { Progress } from "./progress.ts";

test("each step says what is left, never less than nothing", () => {
  const lines: string[] = [];
  const progress = new Progress(90, (line) => lines.push(line));
  progress.done(25, "first");
  progress.done(100, "second");
  assert.deepEqual(lines, ["[0:00, 1:05 to go] first", "[0:00, 0:00 to go] second"]);
});
