/** One timer for many sessions: who is woken, when, and who is not. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { CancelTimer, Clock } from "../ports/clock.ts";
import { type DeadlineHolder, SessionDeadlines } from "./session-deadlines.ts";

/** A clock with one timer at a time, which is all that deadlines may use. */
function oneTimer() {
  let nowMs = 0;
  let timer: { readonly atMs: number; readonly task: () => void } | undefined;
  const clock: Clock = {
    now: () => nowMs,
    wallTime: () => nowMs,
    setTimer: (delayMs, task): CancelTimer => {
      assert.equal(timer, undefined, "a second timer");
      const own = { atMs: nowMs + delayMs, task };
      timer = own;
      return () => {
        if (timer === own) timer = undefined;
      };
    },
  };
  const runTo = (atMs: number): void => {
    for (let due = timer; due !== undefined && due.atMs <= atMs; due = timer) {
      nowMs = Math.max(nowMs, due.atMs);
      timer = undefined;
      due.task();
    }
    nowMs = atMs;
  };
  /** The process is away until then. */
  const sleepTo = (atMs: number): void => {
    nowMs = atMs;
    runTo(atMs);
  };
  return { clock, runTo, sleepTo, hasTimer: () => timer !== undefined };
}

function holder(
  log: string[],
  name: string,
  onExpire: (self: { dueTick: number }) => void,
): DeadlineHolder & { dueTick: number } {
  const self = {
    dueTick: 0,
    waitingTick: 0,
    expire: () => {
      log.push(name);
      onExpire(self);
    },
  };
  return self;
}

const once = (self: { dueTick: number }): void => {
  self.dueTick = 0;
};

describe("deadlines of sessions", () => {
  it("are met within 50 ms, never early, in their order, with one timer", () => {
    const { clock, runTo, hasTimer } = oneTimer();
    const deadlines = new SessionDeadlines(clock);
    const log: string[] = [];
    for (const [name, delayMs] of [
      ["late", 1010],
      ["early", 190],
      ["same", 200],
    ] as const) {
      const each = holder(log, name, once);
      each.dueTick = deadlines.tickIn(delayMs);
      deadlines.update(each);
    }
    runTo(189);
    assert.deepEqual(log, []);
    runTo(240);
    assert.deepEqual(log, ["early", "same"]);
    runTo(1009);
    assert.equal(log.length, 2);
    runTo(1060);
    assert.deepEqual(log, ["early", "same", "late"]);
    assert.equal(hasTimer(), false);
  });

  it("that move are met where they moved to, and those that ended not at all", () => {
    const { clock, runTo, hasTimer } = oneTimer();
    const deadlines = new SessionDeadlines(clock);
    const log: string[] = [];
    const later = holder(log, "later", once);
    const sooner = holder(log, "sooner", once);
    const ended = holder(log, "ended", once);
    for (const each of [later, sooner, ended]) {
      each.dueTick = deadlines.tickIn(1000);
      deadlines.update(each);
    }
    later.dueTick = deadlines.tickIn(2000);
    deadlines.update(later);
    sooner.dueTick = deadlines.tickIn(500);
    deadlines.update(sooner);
    ended.dueTick = 0;
    runTo(550);
    assert.deepEqual(log, ["sooner"]);
    runTo(1900);
    assert.deepEqual(log, ["sooner"]);
    runTo(2050);
    assert.deepEqual(log, ["sooner", "later"]);
    assert.equal(hasTimer(), false);
  });

  it("that come late are judged after what arrived meanwhile was read", () => {
    const { clock, sleepTo } = oneTimer();
    const tasks: (() => void)[] = [];
    // What a late timer waits for is a timer of 0 ms, which comes after the input that is at hand.
    const watched: Clock = {
      ...clock,
      setTimer: (delayMs, task) => {
        if (delayMs > 0) return clock.setTimer(delayMs, task);
        tasks.push(task);
        return () => undefined;
      },
    };
    const deadlines = new SessionDeadlines(watched);
    const log: string[] = [];
    const [silent, answering] = [holder(log, "silent", once), holder(log, "answering", once)];
    for (const each of [silent, answering]) {
      each.dueTick = deadlines.tickIn(1000);
      deadlines.update(each);
    }
    sleepTo(5000);
    assert.deepEqual([log.length, tasks.length], [0, 1]);
    answering.dueTick = deadlines.tickIn(1000);
    tasks[0]?.();
    assert.deepEqual(log, ["silent"]);
  });

  it("may be set again when they are met", () => {
    const { clock, runTo } = oneTimer();
    const deadlines = new SessionDeadlines(clock);
    const log: string[] = [];
    const again = holder(log, "again", (self) => {
      self.dueTick = log.length < 3 ? deadlines.tickIn(100) : 0;
    });
    again.dueTick = deadlines.tickIn(100);
    deadlines.update(again);
    runTo(1000);
    assert.equal(log.length, 3);
  });
});
