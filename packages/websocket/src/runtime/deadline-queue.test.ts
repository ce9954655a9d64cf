import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SeededRandom, VirtualClock } from "@longwire/testkit";
import type { Clock } from "./clock.ts";
import { type DeadlineEntry, DeadlineQueue, notScheduled, tickMs } from "./deadline-queue.ts";

const NEVER = Number.POSITIVE_INFINITY;

interface TestQueue {
  readonly virtual: VirtualClock;
  readonly queue: DeadlineQueue;
  readonly timers: { set: number; live: number };
}

function createQueue(): TestQueue {
  const virtual = new VirtualClock();
  const timers = { set: 0, live: 0 };
  const clock: Clock = {
    now: () => virtual.now,
    setTimer: (delayMs, wake) => {
      timers.set += 1;
      timers.live += 1;
      const cancel = virtual.schedule(virtual.now + delayMs, () => {
        timers.live -= 1;
        wake();
      });
      return () => {
        timers.live -= 1;
        cancel();
      };
    },
  };
  return { virtual, queue: new DeadlineQueue(clock), timers };
}

/** An entry that notes when it expired; then its deadline is `next(now)`. */
function createEntry(deadline: number, next: (now: number) => number = () => NEVER): Entry {
  return new Entry(deadline, next);
}

class Entry implements DeadlineEntry {
  scheduledTick: number = notScheduled;
  deadline: number;
  readonly expiredAt: number[] = [];
  readonly #next: (now: number) => number;

  constructor(deadline: number, next: (now: number) => number) {
    this.deadline = deadline;
    this.#next = next;
  }

  nextDeadline(): number {
    return this.deadline;
  }

  expire(now: number): void {
    this.expiredAt.push(now);
    this.deadline = this.#next(now);
  }
}

describe("deadline queue", () => {
  it("expires an entry at most one tick late and never early", () => {
    for (const deadline of [0, 1, tickMs - 1, tickMs, tickMs + 1, 12_345]) {
      const { virtual, queue } = createQueue();
      const entry = createEntry(deadline);
      queue.update(entry);
      virtual.advance(20_000);
      const [at] = entry.expiredAt;
      assert.ok(at !== undefined && at >= deadline && at < deadline + tickMs, `${deadline} at ${at}`);
      assert.equal(entry.expiredAt.length, 1);
    }
  });

  it("looks again at a deadline that has moved later without being told", () => {
    const { virtual, queue } = createQueue();
    const entry = createEntry(1000);
    queue.update(entry);
    virtual.advance(500);
    entry.deadline = 3000;
    virtual.advance(2000);
    assert.deepEqual(entry.expiredAt, []);
    virtual.advance(1000);
    assert.deepEqual(entry.expiredAt, [3000]);
  });

  it("follows a deadline that has moved earlier when told", () => {
    const { virtual, queue } = createQueue();
    const entry = createEntry(10_000);
    queue.update(entry);
    entry.deadline = 100;
    queue.update(entry);
    virtual.advance(150);
    assert.deepEqual(entry.expiredAt, [100]);
    assert.equal(queue.size, 0);
  });

  it("forgets a removed entry and a deadline that has gone", () => {
    const { virtual, queue } = createQueue();
    const [removed, gone] = [createEntry(100), createEntry(100)];
    queue.update(removed);
    queue.update(gone);
    queue.remove(removed);
    queue.remove(removed);
    gone.deadline = NEVER;
    virtual.advance(1000);
    assert.deepEqual([removed.expiredAt, gone.expiredAt], [[], []]);
    assert.equal(queue.size, 0);
  });

  it("never holds more than one timer, and none when nothing waits", () => {
    const { virtual, queue, timers } = createQueue();
    const random = new SeededRandom(1);
    const entries = Array.from({ length: 500 }, () => createEntry(random.below(5000)));
    for (const entry of entries) {
      queue.update(entry);
      assert.equal(timers.live, 1);
    }
    virtual.advance(6000);
    assert.ok(entries.every((entry) => entry.expiredAt.length === 1));
    assert.equal(timers.live, 0);
    assert.ok(timers.set <= 6000 / tickMs + 20, `${timers.set} timers for ${entries.length} entries`);
  });

  it("lets an entry add, remove and renew entries while it expires", () => {
    const { virtual, queue } = createQueue();
    const late = createEntry(100);
    const renewed = createEntry(100, (now) => (now < 1000 ? now + 100 : NEVER));
    const victim = createEntry(100);
    const first = createEntry(100, () => {
      queue.remove(victim);
      queue.update(late);
      return NEVER;
    });
    for (const entry of [first, victim, renewed]) queue.update(entry);
    virtual.advance(2000);
    assert.deepEqual(victim.expiredAt, []);
    assert.equal(late.expiredAt.length, 1);
    assert.deepEqual(renewed.expiredAt, [100, 200, 300, 400, 500, 600, 700, 800, 900, 1000]);
  });

  it("visits an entry that stays overdue once in a tick, and does not turn in circles", () => {
    const { virtual, queue } = createQueue();
    const entry = createEntry(100, (now) => (now < 500 ? 0 : NEVER));
    const other = createEntry(300);
    queue.update(entry);
    queue.update(other);
    virtual.advance(1000);
    assert.deepEqual(entry.expiredAt, [100, 150, 200, 250, 300, 350, 400, 450, 500]);
    assert.deepEqual(other.expiredAt, [300]);
  });

  it("holds more distinct deadlines than a function takes arguments", () => {
    const { virtual, queue } = createQueue();
    const entries = Array.from({ length: 200_000 }, (_, i) => createEntry((i + 1) * tickMs));
    for (const entry of entries) queue.update(entry);
    virtual.advance(tickMs);
    assert.equal(queue.size, entries.length - 1);
  });

  it("agrees with a list that is searched at every moment", () => {
    const random = new SeededRandom(20_261_122);
    for (let round = 0; round < 50; round += 1) {
      const { virtual, queue } = createQueue();
      const entries = Array.from({ length: 20 }, () => createEntry(random.below(3000)));
      for (const entry of entries) queue.update(entry);
      for (let step = 0; step < 100; step += 1) {
        const entry = random.pick(entries);
        if (entry.expiredAt.length === 0) {
          entry.deadline = virtual.now + random.below(500);
          queue.update(entry);
        }
        virtual.advance(random.below(100));
        const overdue = entries.filter((each) => each.deadline + tickMs <= virtual.now);
        assert.equal(overdue.length, 0, `seed ${random.seed}, round ${round}, step ${step}`);
      }
    }
  });
});

describe("a process that was busy", () => {
  it("reads what has arrived before it holds anybody silent", () => {
    let now = 0;
    const wakes: (() => void)[] = [];
    const clock: Clock = {
      now: () => now,
      setTimer: (_delayMs, wake) => {
        wakes.push(wake);
        return () => undefined;
      },
    };
    const queue = new DeadlineQueue(clock);
    const [silent, alive] = [new Entry(1000, () => NEVER), new Entry(1000, () => NEVER)];
    queue.update(silent);
    queue.update(alive);
    now = 60_000; // the event loop stood still
    wakes.shift()?.();
    assert.deepEqual([silent.expiredAt, alive.expiredAt], [[], []]);
    alive.deadline = now + 1000; // its bytes have been read meanwhile
    wakes.shift()?.();
    assert.deepEqual([silent.expiredAt, alive.expiredAt], [[60_000], []]);
    assert.equal(queue.size, 1);
  });
});
