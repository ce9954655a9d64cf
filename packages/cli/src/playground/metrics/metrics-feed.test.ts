import assert from "node:assert/strict";
import { test } from "node:test";
import type { Sample } from "../contract.ts";
import { MetricsFeed } from "./metrics-feed.ts";

function start(): { feed: MetricsFeed; published: Sample[]; tick: (times: number) => void; isRunning: () => boolean } {
  let reads = 0;
  let callback: (() => void) | undefined;
  const published: Sample[] = [];
  const feed = new MetricsFeed({
    read: () => {
      const n = reads++;
      return {
        at: n * 100,
        uptimeMs: n * 100,
        processCpuUs: n * 10_000,
        systemBusyMs: n,
        systemTotalMs: n * 4,
        rssBytes: n,
        heapBytes: n,
        loopP50Ms: 0,
        loopP99Ms: 0,
        connections: 0,
        messagesIn: n <= 10 ? 0 : (n - 10) * 2,
        messagesOut: 0,
      };
    },
    publish: (sample) => published.push(sample),
    every: (ms, run) => {
      assert.equal(ms, 100);
      callback = run;
      return () => {
        callback = undefined;
      };
    },
  });
  const tick = (times: number): void => {
    for (let n = 0; n < times; n++) callback?.();
  };
  return { feed, published, tick, isRunning: () => callback !== undefined };
}

test("each tick publishes one sample, with rates over at most the last second", () => {
  const { published, tick } = start();
  tick(1);
  assert.equal(published[0]?.processCpu, 10);
  assert.equal(published[0]?.systemCpu, 25);
  tick(9);
  assert.equal(published[9]?.messagesIn, 0);
  tick(5);
  assert.equal(published[14]?.messagesIn, 10);
  tick(20);
  assert.equal(published[34]?.messagesIn, 20);
});

test("close stops the timer", () => {
  const { feed, published, tick, isRunning } = start();
  feed.close();
  assert.equal(isRunning(), false);
  tick(1);
  assert.equal(published.length, 0);
});
