import assert from "node:assert/strict";
import { test } from "node:test";
import { Heartbeat } from "./heartbeat.ts";

test("§5.5.2: a Ping after exactly the interval of silence, a timeout exactly the timeout later", () => {
  const heartbeat = new Heartbeat(100, 40, 1000);
  assert.equal(heartbeat.nextDeadline, 1100);
  assert.equal(heartbeat.due(1099), "nothing");
  assert.equal(heartbeat.due(1100), "ping");
  heartbeat.pinged(1100);
  assert.equal(heartbeat.nextDeadline, 1140);
  assert.equal(heartbeat.due(1139), "nothing");
  assert.equal(heartbeat.due(1140), "timeout");
});

test("any byte counts as life: before the Ping and after it", () => {
  const heartbeat = new Heartbeat(100, 40, 0);
  heartbeat.heard(99);
  assert.equal(heartbeat.due(100), "nothing");
  assert.equal(heartbeat.nextDeadline, 199);
  assert.equal(heartbeat.due(250), "ping");
  heartbeat.pinged(250);
  assert.equal(heartbeat.nextDeadline, 290, "the wait begins when the Ping is asked for, not when it was due");
  heartbeat.heard(289);
  assert.equal(heartbeat.due(290), "nothing");
  assert.equal(heartbeat.due(389), "ping");
  heartbeat.pinged(389);
});

test("a pause stops everything; after it the silence is counted anew", () => {
  const heartbeat = new Heartbeat(100, 40, 0);
  assert.equal(heartbeat.due(100), "ping");
  heartbeat.pinged(100);
  heartbeat.setPaused(true, 110);
  assert.equal(heartbeat.nextDeadline, Number.POSITIVE_INFINITY);
  assert.equal(heartbeat.due(10_000), "nothing");
  heartbeat.setPaused(false, 10_000);
  assert.equal(heartbeat.due(10_099), "nothing");
  assert.equal(heartbeat.due(10_100), "ping");
  heartbeat.pinged(10_100);
});

test("0 switches the interval off, and 0 the timeout", () => {
  assert.equal(new Heartbeat(0, 40, 0).nextDeadline, Number.POSITIVE_INFINITY);
  assert.equal(new Heartbeat(0, 40, 0).due(1e12), "nothing");
  const patient = new Heartbeat(100, 0, 0);
  assert.equal(patient.due(100), "ping");
  patient.pinged(100);
  assert.equal(patient.due(1e12), "nothing");
});
