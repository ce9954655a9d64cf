import assert from "node:assert/strict";
import { test } from "node:test";
import { ManualClock } from "./manual-clock.ts";
import { TypingSender, TypingWatch, typingBelievedMs, typingIdleMs, typingRepeatMs } from "./typing.ts";

test("tells at once, repeats at most every 2 s, and says when it has stopped", () => {
  const clock = new ManualClock();
  const sent: boolean[] = [];
  const sender = new TypingSender(clock, (typing) => sent.push(typing));
  sender.typed();
  clock.advance(typingRepeatMs - 1);
  sender.typed();
  assert.deepEqual(sent, [true]);
  clock.advance(1);
  sender.typed();
  assert.deepEqual(sent, [true, true]);
  clock.advance(typingIdleMs);
  assert.deepEqual(sent, [true, true, false]);
  sender.stopped();
  assert.deepEqual(sent, [true, true, false]);
});

test("after a reset nothing is said until the next key", () => {
  const clock = new ManualClock();
  const sent: boolean[] = [];
  const sender = new TypingSender(clock, (typing) => sent.push(typing));
  sender.typed();
  sender.reset();
  clock.advance(typingIdleMs);
  assert.deepEqual(sent, [true]);
  sender.typed();
  assert.deepEqual(sent, [true, true]);
});

test("another one types until told otherwise, or for 6 s", () => {
  const clock = new ManualClock();
  let changes = 0;
  const watch = new TypingWatch(clock, () => changes++);
  watch.heard("ada", true);
  watch.heard("bob", true);
  assert.deepEqual(watch.ids, ["ada", "bob"]);
  watch.heard("ada", false);
  assert.deepEqual(watch.ids, ["bob"]);
  clock.advance(typingBelievedMs - 1);
  watch.heard("bob", true);
  clock.advance(typingBelievedMs - 1);
  assert.deepEqual(watch.ids, ["bob"]);
  assert.equal(changes, 0);
  clock.advance(1);
  assert.deepEqual(watch.ids, []);
  assert.equal(changes, 1);
});

test("clearing leaves no timer", () => {
  const clock = new ManualClock();
  const watch = new TypingWatch(clock, () => assert.fail("nothing changed"));
  watch.heard("ada", true);
  watch.clear();
  assert.deepEqual(watch.ids, []);
  assert.equal(clock.pending, 0);
});
