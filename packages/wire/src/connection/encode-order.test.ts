/** Frames that wait behind one that is being encoded. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { EncodeOrder } from "./encode-order.ts";

test("edge 64: frames go out in the order of sending, whichever is encoded first", () => {
  const log: string[] = [];
  const order = new EncodeOrder(() => void log.push("late"));
  const first = order.expect(1000);
  const second = order.expect(10);
  order.append(20, () => void log.push("c"));
  assert.deepEqual([order.isBusy, order.bytes], [true, 1000 + 1 + 64 + 10 + 1 + 64 + 20]);
  second(() => void log.push("b"));
  assert.equal(log.length, 0);
  first(() => void log.push("a"));
  assert.deepEqual(log, ["a", "b", "c", "late"]);
  assert.deepEqual([order.isBusy, order.bytes], [false, 0]);
});

test("edge 65: after clear nothing is written, also not what was being encoded", () => {
  const log: string[] = [];
  const order = new EncodeOrder(() => void log.push("late"));
  const arrived = order.expect(10);
  order.append(20, () => void log.push("b"));
  order.clear();
  const next = order.expect(5);
  arrived(() => void log.push("a"));
  assert.equal(log.length, 0);
  next(() => void log.push("c"));
  assert.deepEqual(log, ["c", "late"]);
});
