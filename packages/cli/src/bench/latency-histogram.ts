/**
 * Counts times in buckets of constant relative width, so that percentiles of any number of samples cost a few kilobytes.
 * It knows numbers; what was timed, and when, is its user's affair.
 */

/** Buckets per power of two: a value is known to within 1/128 of itself. */
const STEPS_BITS = 7;
const STEPS = 1 << STEPS_BITS;
const MAX_MICROSECONDS = 2 ** 31 - 1;
const BUCKETS = (31 - STEPS_BITS) * STEPS + STEPS;

/** Below 256 µs a bucket is a microsecond; above, the top eight bits of a value choose it. */
function bucketOf(microseconds: number): number {
  const shift = Math.max(0, 31 - Math.clz32(microseconds) - STEPS_BITS);
  return shift * STEPS + (microseconds >>> shift);
}

/** The highest whole number of microseconds that falls into `bucket`. */
function upperEdge(bucket: number): number {
  const shift = Math.max(0, Math.floor(bucket / STEPS) - 1);
  return (bucket - shift * STEPS + 1) * 2 ** shift - 1;
}

/** Times from 0 to 35 minutes, to within 0.8 % or a microsecond; what is longer counts as 35 minutes. */
export class LatencyHistogram {
  readonly #buckets: Float64Array = new Float64Array(BUCKETS);
  #count = 0;
  #max = 0;

  /** How many times were recorded. */
  get count(): number {
    return this.#count;
  }

  /** The longest in milliseconds, 0 when there is none. */
  get maxMs(): number {
    return this.#max / 1000;
  }

  /** Adds `times` samples of the same length. */
  record(milliseconds: number, times = 1): void {
    const microseconds = Math.min(MAX_MICROSECONDS, Math.max(0, Math.round(milliseconds * 1000)));
    const bucket = bucketOf(microseconds);
    this.#buckets[bucket] = (this.#buckets[bucket] ?? 0) + times;
    this.#count += times;
    if (microseconds > this.#max) this.#max = microseconds;
  }

  /** The time in milliseconds that a share of `quantile` (0 to 1) of the samples does not exceed; 0 without samples. */
  quantileMs(quantile: number): number {
    const wanted = Math.max(1, Math.ceil(quantile * this.#count));
    let seen = 0;
    for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
      seen += this.#buckets[bucket] ?? 0;
      if (seen >= wanted) return Math.min(upperEdge(bucket), this.#max) / 1000;
    }
    return 0;
  }

  /** Forgets all samples. */
  reset(): void {
    this.#buckets.fill(0);
    this.#count = 0;
    this.#max = 0;
  }
}
