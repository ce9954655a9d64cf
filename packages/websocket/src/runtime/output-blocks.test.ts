import assert from "node:assert/strict";
import { test } from "node:test";
import { OutputBlocks } from "./output-blocks.ts";

const KIB = 1024;
const MIB = 1024 * KIB;

test("gives at least what is asked for, in powers of two from 1 KiB on", () => {
  const blocks = new OutputBlocks();
  const sizes = [0, 1, KIB, KIB + 1, 3000, 64 * KIB, 64 * KIB + 1, 2 * MIB].map((size) => blocks.allocate(size).length);
  assert.deepEqual(sizes, [KIB, KIB, KIB, 2 * KIB, 4 * KIB, 64 * KIB, 128 * KIB, 2 * MIB]);
  assert.equal(blocks.allocate(3 * MIB + 1).length, 3 * MIB + 1);
});

test("gives a released block again, and never one that is in use", () => {
  const blocks = new OutputBlocks();
  const first = blocks.allocate(100);
  const second = blocks.allocate(100);
  assert.notEqual(first, second);
  assert.notEqual(first.buffer, second.buffer);
  blocks.release(first);
  assert.equal(blocks.allocate(1000), first);
  assert.notEqual(blocks.allocate(1000), first);
});

test("keeps at most 4 MiB, and no block above 2 MiB", () => {
  const blocks = new OutputBlocks();
  const taken = Array.from({ length: 5 }, () => blocks.allocate(MIB));
  for (const block of taken) blocks.release(block);
  assert.equal(blocks.idleBytes, 4 * MIB);
  const other = new OutputBlocks();
  other.release(other.allocate(2 * MIB));
  assert.equal(other.idleBytes, 2 * MIB);
  other.release(other.allocate(2 * MIB + 1));
  assert.equal(other.idleBytes, 2 * MIB);
  assert.equal(other.allocate(2 * MIB).length, 2 * MIB);
  assert.equal(other.idleBytes, 0);
});
