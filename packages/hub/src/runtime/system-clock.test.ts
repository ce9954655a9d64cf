/** Timers of any length on Node's timers, which are moved by hand here. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createSystemClock } from "./system-clock.ts";

const month = 30 * 24 * 3600 * 1000;

describe("the system's clock", () => {
  it("keeps a timer of 30 days, which Node's own would run at once", (context) => {
    context.mock.timers.enable({ apis: ["setTimeout"] });
    let calls = 0;
    createSystemClock().setTimer(month, () => {
      calls += 1;
    });
    for (let passed = 0; passed < month - 1000; passed += 24 * 3600 * 1000) {
      assert.equal(calls, 0);
      context.mock.timers.tick(24 * 3600 * 1000);
    }
    // The mock begins a second step where the tick of the first ended, up to a day late.
    context.mock.timers.tick(24 * 3600 * 1000);
    assert.equal(calls, 1);
    context.mock.timers.tick(month);
    assert.equal(calls, 1);
  });

  it("forgets a timer that was cancelled, at any time of its life", (context) => {
    context.mock.timers.enable({ apis: ["setTimeout"] });
    let calls = 0;
    const cancel = createSystemClock().setTimer(month, () => {
      calls += 1;
    });
    context.mock.timers.tick(2 ** 31);
    cancel();
    cancel();
    context.mock.timers.tick(month);
    assert.equal(calls, 0);
  });

  it("goes on by itself, and knows the date", () => {
    const clock = createSystemClock();
    const before = clock.now();
    assert.ok(clock.now() >= before);
    assert.ok(Math.abs(clock.wallTime() - Date.now()) < 1000);
  });
});
