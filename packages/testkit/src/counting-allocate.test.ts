import assert from "node:assert/strict";
import { test } from "node:test";
import { CountingAllocate } from "./counting-allocate.ts";

test("counts calls, all bytes and the greatest call; hands out poison", () => {
  const memory = new CountingAllocate();
  const { allocate } = memory;
  allocate(3);
  assert.deepEqual(allocate(2), Uint8Array.of(0xa5, 0xa5));
  assert.deepEqual([memory.calls, memory.totalBytes, memory.largestBytes], [2, 5, 3]);
});
