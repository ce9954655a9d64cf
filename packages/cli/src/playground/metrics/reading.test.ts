import assert from "node:assert/strict";
import { test } from "node:test";
import { type Reading, sampleOf } from "./reading.ts";

const start: Reading = {
  at: 5_000,
  uptimeMs: 100,
  processCpuUs: 1_000_000,
  systemBusyMs: 400,
  systemTotalMs: 1_000,
  rssBytes: 1,
  heapBytes: 2,
  loopP50Ms: 0,
  loopP99Ms: 0,
  connections: 0,
  messagesIn: 10,
  messagesOut: 20,
};

test("rates over the elapsed time, gauges as they are", () => {
  const newest: Reading = {
    at: 6_000,
    uptimeMs: 1_100,
    processCpuUs: 1_250_000,
    systemBusyMs: 900,
    systemTotalMs: 3_000,
    rssBytes: 7,
    heapBytes: 8,
    loopP50Ms: 0.1234,
    loopP99Ms: 4.5678,
    connections: 3,
    messagesIn: 15,
    messagesOut: 50,
  };
  assert.deepEqual(sampleOf(start, newest), {
    at: 6_000,
    processCpu: 25,
    systemCpu: 25,
    rssBytes: 7,
    heapBytes: 8,
    loopP50Ms: 0.12,
    loopP99Ms: 4.57,
    connections: 3,
    messagesIn: 5,
    messagesOut: 30,
  });
});

test("no elapsed time gives rates of zero, not infinity", () => {
  const sample = sampleOf(start, start);
  assert.deepEqual([sample.processCpu, sample.systemCpu, sample.messagesIn, sample.messagesOut], [0, 0, 0, 0]);
});

test("a wall clock set back does not touch the rates", () => {
  const newest = { ...start, at: 1, uptimeMs: 600, messagesIn: 15 };
  assert.equal(sampleOf(start, newest).messagesIn, 10);
});
