/**
 * Time as the realtime modules need it, so that tests can turn it by hand.
 */

/** A clock with one kind of timer. */
export interface Clock {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Calls back once after `ms`. The returned function takes the timer back; calling it late or twice is harmless. */
  readonly after: (ms: number, callback: () => void) => () => void;
}

/** The real one. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};
