/**
 * How long measurements take, about: so that a run of the whole bench can say when it will be done.
 */
import type { Work } from "../rows.ts";
import type { PeerId } from "./peers.ts";

/** Two processes start, one ends. */
const AROUND_SECONDS = 0.5;
/** Settling before and after. */
const IDLE_SECONDS = 5;
const OPENED_PER_SECOND = 5000;
const HUB_IDLE_SECONDS = 15;
const SUBSCRIBED_PER_SECOND = 3000;
const STORM_SECONDS = 3;
/** A reader that is slow fills the kernel's buffers, some megabytes on loopback, before its server knows: this is before the count. */
export const SLOW_FILLING_SECONDS = 22;
/** The rate is no more than the server can do, and a percentile of few is none. */
export const SLOW_SECONDS_FACTOR = 2;
/** What the slow reader reads in the end. */
const CATCHING_UP_SECONDS = 1;

/** How long a run measures, and how long it runs before. */
export interface RunTimes {
  readonly seconds: number;
  readonly warmUpSeconds: number;
}

/** The times for one contender: Bun runs on another engine and decides no bar, so it has less than half of them. */
export function timesFor(peer: PeerId, { seconds, warmUpSeconds }: RunTimes): RunTimes {
  const share = peer === "bun" ? 0.4 : 1;
  return { seconds: seconds * share, warmUpSeconds: warmUpSeconds * share };
}

/** Seconds that one run of a row takes. */
export function expectedSeconds(peer: PeerId, work: Work, plan: RunTimes): number {
  if (work.type === "idle") return IDLE_SECONDS + work.connections / OPENED_PER_SECOND;
  if (work.type === "hub-idle") return HUB_IDLE_SECONDS + work.connections / SUBSCRIBED_PER_SECOND;
  if (work.type === "hub-storm") return STORM_SECONDS;
  const { seconds, warmUpSeconds } = timesFor(peer, plan);
  if (work.type !== "hub-slow") return AROUND_SECONDS + warmUpSeconds + seconds;
  const before = peer === "undisturbed" ? warmUpSeconds : SLOW_FILLING_SECONDS + CATCHING_UP_SECONDS;
  return AROUND_SECONDS + before + seconds * SLOW_SECONDS_FACTOR;
}
