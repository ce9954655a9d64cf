/**
 * The clock port of this package: what time it is, and waking up later.
 * It knows Node's clock; tests put a virtual one in its place.
 */
import { performance } from "node:perf_hooks";

/** Cancels a wake-up; harmless when it has already happened. */
export type CancelTimer = () => void;

/** Time for connections. */
export interface Clock {
  /** Whole milliseconds on a monotonic clock with any origin. A fraction would cost each of them memory of its own. */
  now(): number;
  /** Calls `wake` once after `delayMs`. The timer does not keep the process alive. */
  setTimer(delayMs: number, wake: () => void): CancelTimer;
}

/** `setTimeout` fires at once above this delay. */
const MAX_DELAY_MS = 2 ** 31 - 1;

/** The real clock. */
export const systemClock: Clock = {
  now: () => Math.floor(performance.now()),
  setTimer: (delayMs, wake) => {
    const timer = setTimeout(wake, Math.min(Math.max(0, delayMs), MAX_DELAY_MS));
    timer.unref();
    return () => clearTimeout(timer);
  },
};
