import assert from "node:assert/strict";
import { test } from "node:test";
import { metrics, type Sample } from "@longwire/cli/playground";
import { sampleAt, summaryOf } from "./summary.ts";

const sample = (at: number, value: number): Sample => ({
  ...(Object.fromEntries(metrics.map((name) => [name, value])) as unknown as Sample),
  at,
});

test("last, least, mean and most", () => {
  const samples = [sample(1, 4), sample(2, 9), sample(3, 2)];
  assert.deepEqual(summaryOf(samples, "connections"), { last: 2, min: 2, mean: 5, max: 9 });
  assert.equal(summaryOf([], "connections"), undefined);
});

test("the nearest sample to a time", () => {
  const samples = [sample(100, 1), sample(200, 2), sample(300, 3)];
  const found = [0, 100, 149, 151, 260, 900].map((at) => sampleAt(samples, at)?.at);
  assert.deepEqual(found, [100, 100, 100, 200, 300, 300]);
  assert.equal(sampleAt([], 1), undefined);
});
