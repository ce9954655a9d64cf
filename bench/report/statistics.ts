/**
 * The arithmetic of the bench: medians, spreads, and ratios of runs that were made side by side.
 */

/** A median with the extremes it was taken from. */
export interface Summary {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** The middle of `values`, or the mean of the middle two. @throws RangeError when there are none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const low = sorted[Math.ceil(middle) - 1];
  const high = sorted[Math.floor(middle)];
  if (low === undefined || high === undefined) throw new RangeError("there is no median of nothing");
  return (low + high) / 2;
}

/** Median and extremes. @throws RangeError when there are no values. */
export function summarise(values: readonly number[]): Summary {
  return { median: median(values), min: Math.min(...values), max: Math.max(...values) };
}

/**
 * `ours[i] / theirs[i]`, summarised. Runs of a pair follow each other, so what slows the machine down slows both.
 * @throws RangeError when the lists are empty or not equally long.
 */
export function pairwiseRatio(ours: readonly number[], theirs: readonly number[]): Summary {
  if (ours.length !== theirs.length) throw new RangeError(`${ours.length} runs cannot be paired with ${theirs.length}`);
  return summarise(ours.map((value, index) => value / (theirs[index] ?? Number.NaN)));
}

/** Half the distance of the extremes, as a share of the median: 0.03 is ±3 %. */
export function relativeSpread({ median: middle, min, max }: Summary): number {
  return middle === 0 ? 0 : (max - min) / 2 / Math.abs(middle);
}
