import assert from "node:assert/strict";
import { test } from "node:test";
import { byteByByte, type Cut, randomCuts, splitAt, whole } from "./cuts.ts";
import { joinBytes } from "./hex.ts";
import { SeededRandom } from "./seeded-random.ts";

const bytes = new SeededRandom(1).bytes(300);

test("the parts of every cut are the bytes, in memory of their own", () => {
  const cuts: Cut[] = [whole, byteByByte, splitAt(0), splitAt(7), splitAt(300), randomCuts(new SeededRandom(2))];
  for (const cut of cuts) {
    const parts = cut.parts(bytes);
    assert.deepEqual(joinBytes(parts), bytes, cut.name);
    for (const part of parts) part.fill(0);
    assert.deepEqual(joinBytes(cut.parts(bytes)), bytes, cut.name);
  }
});

test("each cut cuts as it says", () => {
  assert.equal(whole.parts(bytes).length, 1);
  assert.equal(byteByByte.parts(bytes).length, 300);
  assert.deepEqual(
    splitAt(7)
      .parts(bytes)
      .map((part) => part.length),
    [7, 293],
  );
  const lengths = randomCuts(new SeededRandom(3), 10)
    .parts(bytes)
    .map((part) => part.length);
  assert.ok(Math.max(...lengths) <= 10 && new Set(lengths).size > 5 && lengths.includes(0));
});
