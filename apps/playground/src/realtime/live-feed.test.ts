import assert from "node:assert/strict";
import { test } from "node:test";
import { metrics } from "@longwire/cli/playground";
import { arrivals, FakeLine } from "./fake-line.ts";
import type { Publication } from "./line.ts";
import { LiveFeed } from "./live-feed.ts";

const sample = (n: number): Publication => ({
  data: { at: n * 100, ...Object.fromEntries(metrics.map((metric) => [metric, n])) },
  offset: n,
});
const position = { epoch: "a", offset: 3 };

test("it begins with the log, and what came while that was read follows", async () => {
  const line = new FakeLine();
  line.history = { publications: [sample(1), sample(2), sample(3)], epoch: "a" };
  const feed = new LiveFeed(line);
  line.listener.entered?.({ position, missed: "first-time" });
  line.listener.published?.(sample(3));
  line.listener.published?.(sample(4));
  await arrivals();
  line.listener.published?.(sample(5));
  const times = feed.window(500, 1000).map(({ at }) => at);
  assert.deepEqual(times, [100, 200, 300, 400, 500]);
  assert.deepEqual([feed.snapshot().received, feed.snapshot().skipped], [3, 0]);
});

test("what lies between two offsets was left out; a new connection counts from its first", async () => {
  const line = new FakeLine();
  const feed = new LiveFeed(line);
  line.listener.entered?.({ position, missed: "first-time" });
  await arrivals();
  for (const n of [5, 10, 11]) line.listener.published?.(sample(n));
  assert.deepEqual([feed.snapshot().received, feed.snapshot().skipped], [3, 4]);
  line.listener.entered?.({ position, missed: "recovered" });
  line.listener.published?.(sample(50));
  assert.equal(feed.snapshot().skipped, 4);
  line.listener.published?.({ data: { at: "never" }, offset: 51 });
  assert.equal(feed.snapshot().received, 4);
});

test("without the log, it shows what is live", async () => {
  const line = new FakeLine();
  line.history = "refused";
  const feed = new LiveFeed(line);
  let changes = 0;
  feed.subscribe(() => {
    changes += 1;
  });
  line.listener.entered?.({ position, missed: "first-time" });
  line.listener.published?.(sample(4));
  await arrivals();
  assert.equal(feed.snapshot().last?.at, 400);
  assert.ok(changes > 0);
  feed.leave();
  assert.equal(line.isLeft, true);
});
