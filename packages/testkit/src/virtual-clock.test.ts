import assert from "node:assert/strict";
import { test } from "node:test";
import { VirtualClock } from "./virtual-clock.ts";

test("actions happen at their moment, in order, and those of one moment in the order of asking", () => {
  const clock = new VirtualClock(100);
  const log: string[] = [];
  const note = (name: string) => () => void log.push(`${name} at ${clock.now}`);
  clock.schedule(130, note("c"));
  clock.schedule(110, note("a"));
  clock.schedule(130, note("d"));
  clock.schedule(50, note("past"));
  clock.advance(29);
  assert.deepEqual([log, clock.now, clock.next], [["past at 100", "a at 110"], 129, 130]);
  clock.advance(1);
  assert.deepEqual([log.slice(2), clock.next], [["c at 130", "d at 130"], Number.POSITIVE_INFINITY]);
});

test("an action may ask for another, which is done in the same advance", () => {
  const clock = new VirtualClock();
  const log: number[] = [];
  const again = (): void => {
    log.push(clock.now);
    if (log.length < 5) clock.schedule(clock.now + 10, again);
  };
  clock.schedule(10, again);
  clock.advance(35);
  assert.deepEqual([log, clock.now], [[10, 20, 30], 35]);
  clock.runToEnd(1000);
  assert.deepEqual([log, clock.now], [[10, 20, 30, 40, 50], 50]);
});

test("what is called off does not happen", () => {
  const clock = new VirtualClock();
  const cancel = clock.schedule(10, () => assert.fail());
  cancel();
  cancel();
  clock.advance(100);
  assert.equal(clock.next, Number.POSITIVE_INFINITY);
});

test("runToEnd stops at its limit, and says so when there is no end", () => {
  const clock = new VirtualClock();
  let count = 0;
  clock.schedule(50, () => {
    count += 1;
  });
  clock.runToEnd(49);
  assert.equal(count, 0);
  const forever = (): void => void clock.schedule(clock.now, forever);
  forever();
  assert.throws(() => clock.runToEnd(10), /no end of things to do/);
});
