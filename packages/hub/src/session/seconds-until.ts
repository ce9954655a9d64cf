/**
 * Times to live as the protocol has them.
 */
import type { Clock } from "../ports/clock.ts";

/** Whole seconds until the Unix time `expireAt`, at least 1. */
export function secondsUntil(expireAt: number, clock: Clock): number {
  return Math.max(1, Math.ceil(expireAt - clock.wallTime() / 1000));
}
