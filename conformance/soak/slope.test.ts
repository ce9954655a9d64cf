import assert from "node:assert/strict";
import { test } from "node:test";
import { SeededRandom } from "@longwire/testkit";
import { grows, type Sample, slopeOf } from "./slope.ts";

const series = (value: (second: number) => number): Sample[] => Array.from({ length: 100 }, (_, i) => [i, value(i)]);

test("a straight line has its own slope and no noise", () => {
  const slope = slopeOf(series((second) => 10 + 2 * second));
  assert.ok(Math.abs(slope.growth - 198) < 1e-6);
  assert.ok(slope.noise < 1e-6);
  assert.equal(slope.mean, 109);
});

test("noise is not growth, and growth is found within noise", () => {
  const random = new SeededRandom(1);
  const noise = (): number => random.below(1000);
  assert.equal(grows(slopeOf(series(noise)), 0), false);
  assert.equal(grows(slopeOf(series((second) => 20 * second + noise())), 100), true);
});

test("growth below the tolerance, and shrinking, are let be", () => {
  assert.equal(grows(slopeOf(series((second) => second)), 100), false);
  assert.equal(grows(slopeOf(series((second) => -second)), 0), false);
});
