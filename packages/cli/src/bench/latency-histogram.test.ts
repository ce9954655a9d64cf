import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { LatencyHistogram } from "./latency-histogram.ts";

const quantiles = [0, 0.5, 0.9, 0.99, 0.999, 1];

test("a quantile is the exact one to within 1/128 or a microsecond, never below it", () => {
  const microseconds = fc.oneof(fc.nat(300), fc.nat(100_000), fc.nat(2 ** 31 - 1));
  fc.assert(
    fc.property(fc.array(microseconds, { minLength: 1, maxLength: 300 }), (values) => {
      const histogram = new LatencyHistogram();
      for (const value of values) histogram.record(value / 1000);
      const sorted = values.toSorted((a, b) => a - b);
      for (const quantile of quantiles) {
        const exact = sorted[Math.max(1, Math.ceil(quantile * sorted.length)) - 1] ?? 0;
        const found = Math.round(histogram.quantileMs(quantile) * 1000);
        assert.ok(found >= exact && found <= exact + Math.max(1, exact / 128), `${quantile}: ${found}, not ${exact}`);
      }
      assert.equal(Math.round(histogram.maxMs * 1000), sorted.at(-1));
      assert.equal(histogram.count, values.length);
    }),
  );
});

test("a sample recorded n times is n samples", () => {
  const histogram = new LatencyHistogram();
  histogram.record(1, 98);
  histogram.record(0.2, 1);
  histogram.record(50, 1);
  assert.equal(histogram.count, 100);
  assert.ok(Math.abs(histogram.quantileMs(0.99) - 1) < 0.008);
  assert.equal(histogram.quantileMs(1), 50);
});

test("without samples, and after a reset, everything is 0; what is too long counts as the longest", () => {
  const histogram = new LatencyHistogram();
  assert.deepEqual([histogram.count, histogram.maxMs, histogram.quantileMs(0.5)], [0, 0, 0]);
  histogram.record(1e12);
  assert.equal(histogram.maxMs, (2 ** 31 - 1) / 1000);
  assert.equal(histogram.quantileMs(0.5), histogram.maxMs);
  histogram.reset();
  assert.deepEqual([histogram.count, histogram.maxMs, histogram.quantileMs(0.5)], [0, 0, 0]);
});
