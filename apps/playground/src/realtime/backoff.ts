/**
 * How long to wait before the next attempt to connect. Pure: chance is an argument.
 */

/** Longest first wait, ms. */
export const firstWaitMs = 500;

/** Longest wait of any attempt, ms. */
export const longestWaitMs = 10_000;

/**
 * Full jitter: any time between nothing and a bound that doubles with each attempt, so that the pages of a server that
 * died do not all come back at once. `attempt` counts from 0; `random` is in [0, 1).
 */
export function waitBeforeAttemptMs(attempt: number, random: number): number {
  return Math.floor(random * Math.min(longestWaitMs, firstWaitMs * 2 ** attempt));
}
