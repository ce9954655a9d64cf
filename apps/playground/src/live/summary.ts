/**
 * A window of samples as figures: last, least, mean, most. Pure.
 */

import type { Metric, Sample } from "@longwire/cli/playground";

/** Figures of one measure over a window. */
export interface Summary {
  readonly last: number;
  readonly min: number;
  readonly mean: number;
  readonly max: number;
}

/** The figures of a measure; `undefined` without samples. */
export function summaryOf(samples: readonly Sample[], metric: Metric): Summary | undefined {
  const last = samples.at(-1)?.[metric];
  if (last === undefined) return undefined;
  let min = last;
  let max = last;
  let sum = 0;
  for (const sample of samples) {
    const value = sample[metric];
    if (value < min) min = value;
    if (value > max) max = value;
    sum += value;
  }
  return { last, min, mean: sum / samples.length, max };
}

/** The sample at a time, or the nearest one before or after it; `undefined` without samples. `samples` is in order of time. */
export function sampleAt(samples: readonly Sample[], at: number): Sample | undefined {
  let low = 0;
  let high = samples.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((samples[middle]?.at ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  const after = samples[low];
  const before = samples[low - 1];
  if (after === undefined || before === undefined) return after;
  return at - before.at < after.at - at ? before : after;
}
