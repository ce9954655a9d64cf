/**
 * Does a series of samples grow? A straight line through them by least squares, with the error of its slope.
 * It knows numbers; what may grow by how much is said by the caller.
 */

/** A sample: seconds and a value. */
export type Sample = readonly [seconds: number, value: number];

/** The line through the samples. */
export interface Slope {
  /** Growth over the whole time of the samples, by the line. */
  readonly growth: number;
  /** What noise alone makes of it: three standard errors of the slope, over the same time. */
  readonly noise: number;
  readonly mean: number;
}

/** Three standard errors: noise alone goes beyond them once in 370 times. */
const STANDARD_ERRORS = 3;

/** The slope of at least three samples. */
export function slopeOf(samples: readonly Sample[]): Slope {
  const count = samples.length;
  const meanX = samples.reduce((sum, [x]) => sum + x, 0) / count;
  const mean = samples.reduce((sum, [, y]) => sum + y, 0) / count;
  const spread = samples.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  const slope = samples.reduce((sum, [x, y]) => sum + (x - meanX) * (y - mean), 0) / spread;
  const residuals = samples.reduce((sum, [x, y]) => sum + (y - mean - slope * (x - meanX)) ** 2, 0);
  const error = Math.sqrt(residuals / Math.max(1, count - 2) / spread);
  const seconds = (samples.at(-1)?.[0] ?? 0) - (samples[0]?.[0] ?? 0);
  return { growth: slope * seconds, noise: STANDARD_ERRORS * error * seconds, mean };
}

/** Whether the growth is more than noise, and more than `tolerance`. */
export function grows({ growth, noise }: Slope, tolerance: number): boolean {
  return growth > tolerance && growth > noise;
}
