/**
 * Raw counters of the process and the machine at one moment, and the sample that two such moments make.
 * Pure: it does not know where counters come from or who reads the sample.
 */

import type { Sample } from "../contract.ts";

/** Counters only ever rise; gauges are as of `at`. */
export interface Reading
  extends Pick<Sample, "at" | "rssBytes" | "heapBytes" | "loopP50Ms" | "loopP99Ms" | "connections"> {
  /** Monotonic ms, for the distance between two readings: the wall clock may be set back. */
  readonly uptimeMs: number;
  /** CPU time of the process, user and system, µs. Counter. */
  readonly processCpuUs: number;
  /** Time that all cores were not idle, ms. Counter. */
  readonly systemBusyMs: number;
  /** Time of all cores together, ms. Counter. */
  readonly systemTotalMs: number;
  /** Messages received since the start. Counter. */
  readonly messagesIn: number;
  /** Messages sent since the start. Counter. */
  readonly messagesOut: number;
}

/** The sample at `newest`, with rates over the time since `oldest`. Rates are 0 when no time has passed. */
export function sampleOf(oldest: Reading, newest: Reading): Sample {
  const elapsedMs = newest.uptimeMs - oldest.uptimeMs;
  const share = (part: number, whole: number): number => (whole > 0 ? round(Math.max(0, (part / whole) * 100), 1) : 0);
  const perSecond = (count: number): number => (elapsedMs > 0 ? round((count / elapsedMs) * 1000, 1) : 0);
  return {
    at: newest.at,
    processCpu: share(newest.processCpuUs - oldest.processCpuUs, elapsedMs * 1000),
    systemCpu: Math.min(
      100,
      share(newest.systemBusyMs - oldest.systemBusyMs, newest.systemTotalMs - oldest.systemTotalMs),
    ),
    rssBytes: newest.rssBytes,
    heapBytes: newest.heapBytes,
    loopP50Ms: round(newest.loopP50Ms, 2),
    loopP99Ms: round(newest.loopP99Ms, 2),
    connections: newest.connections,
    messagesIn: perSecond(newest.messagesIn - oldest.messagesIn),
    messagesOut: perSecond(newest.messagesOut - oldest.messagesOut),
  };
}

function round(value: number, digits: number): number {
  const scale = 10 ** digits;
  return Math.round(value * scale) / scale;
}
