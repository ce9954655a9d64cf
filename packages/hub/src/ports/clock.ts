/**
 * The clock port: the only source of time in the hub. Tests and the simulation move it by hand.
 */

/** Ends a timer; calling it late or twice does nothing. */
export type CancelTimer = () => void;

/** Time and timers. */
export interface Clock {
  /** Milliseconds, monotonic: for intervals and deadlines. */
  now(): number;
  /** Unix time in milliseconds: for tokens and timestamps. It may jump. */
  wallTime(): number;
  /** Calls `task` once, `delayMs` from now or later. A delay of any length is right, also above 2^31 ms. */
  setTimer(delayMs: number, task: () => void): CancelTimer;
}
