/**
 * The clock port on Node's timers. A timer's delay may be of any length: Node's own fire at once above 2^31 − 1 ms.
 */
import { performance } from "node:perf_hooks";
import type { CancelTimer, Clock } from "../ports/clock.ts";

const MAX_DELAY_MS = 2 ** 31 - 1;

/** The clock of the machine. Its timers do not keep the process alive. */
export function createSystemClock(): Clock {
  return { now: () => performance.now(), wallTime: () => Date.now(), setTimer };
}

function setTimer(delayMs: number, task: () => void): CancelTimer {
  let restMs = Math.max(0, delayMs);
  let timer: NodeJS.Timeout;
  const arm = (): void => {
    const stepMs = Math.min(restMs, MAX_DELAY_MS);
    restMs -= stepMs;
    timer = setTimeout(restMs > 0 ? arm : task, stepMs);
    timer.unref();
  };
  arm();
  return () => clearTimeout(timer);
}
