import assert from "node:assert/strict";
import { test } from "node:test";
import { metrics, type Sample } from "@longwire/cli/playground";
import { bufferSpanMs, columnsOf, SampleBuffer } from "./sample-buffer.ts";

const sample = (at: number): Sample => ({
  ...(Object.fromEntries(metrics.map((name) => [name, at])) as unknown as Sample),
  at,
});
const times = (samples: readonly Sample[]): number[] => samples.map(({ at }) => at);

test("history that repeats is passed over", () => {
  const buffer = new SampleBuffer();
  buffer.push([sample(100), sample(200)]);
  buffer.push([sample(100), sample(200), sample(300)]);
  assert.deepEqual(times(buffer.window(300, 1000)), [100, 200, 300]);
});

test("what is older than five minutes goes", () => {
  const buffer = new SampleBuffer();
  buffer.push([sample(100), sample(200)]);
  buffer.push([sample(100 + bufferSpanMs)]);
  assert.equal(buffer.window(100 + bufferSpanMs, bufferSpanMs).length, 3);
  buffer.push([sample(101 + bufferSpanMs)]);
  assert.deepEqual(times(buffer.window(101 + bufferSpanMs, 2 * bufferSpanMs)), [
    200,
    100 + bufferSpanMs,
    101 + bufferSpanMs,
  ]);
});

test("a window has both ends", () => {
  const buffer = new SampleBuffer();
  buffer.push([1000, 2000, 3000, 4000].map(sample));
  assert.deepEqual(times(buffer.window(3000, 1000)), [2000, 3000]);
});

test("columns are in seconds, and a gap is a gap", () => {
  const { times: seconds, values } = columnsOf([sample(1000), sample(1100), sample(5000)]);
  assert.deepEqual(seconds, [1, 1.1, 1.2, 5]);
  assert.deepEqual(values.rssBytes, [1000, 1100, null, 5000]);
  assert.deepEqual(columnsOf([]).times, []);
});
