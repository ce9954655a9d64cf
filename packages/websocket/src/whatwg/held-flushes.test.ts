import assert from "node:assert/strict";
import { test } from "node:test";
import { FlushQueue } from "../runtime/flush-queue.ts";
import { HeldFlushes } from "./held-flushes.ts";

const turn = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve));

test("while held nothing is flushed; release flushes once, at once", async () => {
  let flushed = 0;
  const target = { flush: (): number => ++flushed };
  const flushes = new HeldFlushes(new FlushQueue());
  flushes.hold();
  flushes.add(target);
  await turn();
  assert.equal(flushed, 0);
  flushes.release();
  assert.equal(flushed, 1);
  flushes.release();
  await turn();
  assert.equal(flushed, 1);
});

test("not held, a flush comes after the current callback, as ever", async () => {
  let flushed = 0;
  const flushes = new HeldFlushes(new FlushQueue());
  flushes.add({ flush: () => ++flushed });
  assert.equal(flushed, 0);
  await turn();
  assert.equal(flushed, 1);
});
