/**
 * The hub's ports of time and chance, moved by a test. What they give is the same in every run.
 */
import type { Clock, Random } from "@longwire/hub";
import { SeededRandom } from "./seeded-random.ts";
import { VirtualClock } from "./virtual-clock.ts";

/** Unix time at which virtual time begins: 2026-01-01. */
const START_OF_TIME = Date.UTC(2026, 0, 1);

/** A clock that stands still until `advance` is called. */
export function createHubClock(time: VirtualClock = new VirtualClock()): {
  readonly clock: Clock;
  readonly advance: (byMs: number) => void;
} {
  const clock: Clock = {
    now: () => time.now,
    wallTime: () => START_OF_TIME + time.now,
    setTimer: (delayMs, task) => time.schedule(time.now + Math.max(0, delayMs), task),
  };
  return { clock, advance: (byMs) => time.advance(byMs) };
}

/** Ids and fractions that a seed repeats. */
export function createHubRandom(seed: number): Random {
  const random = new SeededRandom(seed);
  const hex = (): string => random.nextUint32().toString(16).padStart(8, "0");
  return { id: () => hex() + hex() + hex() + hex(), fraction: () => random.nextUint32() / 2 ** 32 };
}
