import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { LatencyHistogram } from "./latency-histogram.ts";
import { SentTimes } from "./sent-times.ts";

test("each message is timed from when it was sent, oldest first, however they are grouped", () => {
  const step = fc.record({ sent: fc.nat(5), back: fc.nat(6) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const times = new SentTimes();
      const histogram = new LatencyHistogram();
      const model: number[] = [];
      const expected = new LatencyHistogram();
      steps.forEach(({ sent, back }, now) => {
        if (sent > 0) times.sent(sent, now);
        for (let i = 0; i < sent; i += 1) model.push(now);
        const count = Math.min(back, model.length);
        times.cameBack(count, now, histogram);
        for (const sentAt of model.splice(0, count)) expected.record(now - sentAt);
      });
      assert.equal(histogram.count, expected.count);
      for (const quantile of [0, 0.25, 0.5, 0.75, 1]) {
        assert.equal(histogram.quantileMs(quantile), expected.quantileMs(quantile));
      }
    }),
  );
});

test("more answers than messages are ignored", () => {
  const times = new SentTimes();
  const histogram = new LatencyHistogram();
  times.sent(1, 0);
  times.cameBack(3, 5, histogram);
  assert.deepEqual([histogram.count, histogram.maxMs], [1, 5]);
});
