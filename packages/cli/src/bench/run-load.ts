/**
 * Runs one load from its first connection to its result: open, warm up, measure, end. It owns the clock of the run.
 */
import type { Load, LoadPlan } from "./load.ts";
import type { DeliveryFaults } from "./load-meter.ts";

const PROGRESS_MS = 1000;

/** How long to run. */
export interface LoadTimes {
  /** Not measured: the server and this process compile their code. */
  readonly warmUpSeconds: number;
  readonly seconds: number;
}

/** What the last second brought. */
export interface LoadProgress {
  /** Since measuring began; negative during the warm-up. */
  readonly elapsedSeconds: number;
  readonly perSecond: number;
  /** Since measuring began. */
  readonly p99Ms: number;
}

/** What was measured. Latencies are 0 where nothing was timed. */
export interface LoadResult {
  readonly openSeconds: number;
  /** What was really measured: a signal may have ended it early. */
  readonly seconds: number;
  readonly count: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly p999Ms: number;
  readonly maxMs: number;
  readonly faults: DeliveryFaults;
  /** Of one core, used by this process while measuring. Near 1, the generator may have been the limit. */
  readonly ownCpu: number;
}

/** Who watches a run, and may end it early. */
export interface LoadObserver {
  /** Called every second. */
  onProgress(progress: LoadProgress): void;
  /** Resolves when the run is to end before its time. */
  readonly stopped: Promise<unknown>;
}

function wait(ms: number, stopped: Promise<unknown>): Promise<unknown> {
  const { promise, resolve } = Promise.withResolvers<unknown>();
  const timer = setTimeout(resolve, ms);
  return Promise.race([promise, stopped]).finally(() => clearTimeout(timer));
}

function watch(load: Load, observer: LoadObserver, beganMs: () => number): NodeJS.Timeout {
  let count = load.meter.count;
  let atMs = performance.now();
  return setInterval(() => {
    const nowMs = performance.now();
    // The count begins again after the warm-up.
    const done = load.meter.count < count ? load.meter.count : load.meter.count - count;
    const perSecond = (done * 1000) / (nowMs - atMs);
    observer.onProgress({
      elapsedSeconds: (nowMs - beganMs()) / 1000,
      perSecond,
      p99Ms: load.meter.latency.quantileMs(0.99),
    });
    count = load.meter.count;
    atMs = nowMs;
  }, PROGRESS_MS);
}

/** Runs `load` once. Rejects when a connection fails. */
export async function runLoad(
  load: Load,
  plan: LoadPlan,
  times: LoadTimes,
  observer: LoadObserver,
): Promise<LoadResult> {
  const openingMs = performance.now();
  await load.open();
  const openedMs = performance.now();
  const warmUpMs = plan.mode === "idle" ? 0 : times.warmUpSeconds * 1000;
  let beganMs = openedMs + warmUpMs;
  const timer = watch(load, observer, () => beganMs);
  try {
    load.begin();
    if (warmUpMs > 0) {
      await Promise.race([wait(warmUpMs, observer.stopped), load.failed]);
      load.meter.reset();
    }
    beganMs = performance.now();
    const cpuBefore = process.cpuUsage();
    await Promise.race([wait(times.seconds * 1000, observer.stopped), load.failed]);
    const seconds = (performance.now() - beganMs) / 1000;
    const { user, system } = process.cpuUsage(cpuBefore);
    const { count } = load.meter;
    const faults = await load.end();
    return {
      openSeconds: (openedMs - openingMs) / 1000,
      seconds,
      count,
      perSecond: count / seconds,
      // After the end: what a stalled server answered late is what percentiles are for.
      ...latencies(load),
      ownCpu: (user + system) / 1e6 / seconds,
      faults,
    };
  } finally {
    clearInterval(timer);
  }
}

function latencies({ meter: { latency } }: Load): Pick<LoadResult, "p50Ms" | "p99Ms" | "p999Ms" | "maxMs"> {
  return {
    p50Ms: latency.quantileMs(0.5),
    p99Ms: latency.quantileMs(0.99),
    p999Ms: latency.quantileMs(0.999),
    maxMs: latency.maxMs,
  };
}
