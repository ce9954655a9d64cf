/**
 * The samples of the last five minutes, oldest first, each once. It knows nothing of sockets or charts.
 */

import { type Metric, metrics, type Sample, sampleIntervalMs } from "@longwire/cli/playground";

/** Longest span kept, ms. */
export const bufferSpanMs = 300_000;

// Anything longer between two samples is a gap that a line must not bridge.
const GAP_MS = sampleIntervalMs * 10;

/** Columns for a chart: times in seconds, and per metric the values, with `null` where samples are missing. */
export interface Columns {
  readonly times: readonly number[];
  readonly values: Readonly<Record<Metric, readonly (number | null)[]>>;
}

/** Keeps what is fresh. */
export class SampleBuffer {
  #samples: Sample[] = [];

  /** The newest sample. */
  get last(): Sample | undefined {
    return this.#samples.at(-1);
  }

  /** Takes samples in order of time. What is not newer than the newest is passed over: history repeats after a cut. */
  push(samples: readonly Sample[]): void {
    for (const sample of samples) if (sample.at > (this.last?.at ?? 0)) this.#samples.push(sample);
    const oldestAt = (this.last?.at ?? 0) - bufferSpanMs;
    const first = this.#samples.findIndex((sample) => sample.at >= oldestAt);
    if (first > 0) this.#samples = this.#samples.slice(first);
  }

  /** The samples at most `spanMs` older than `endAt`, and none newer. */
  window(endAt: number, spanMs: number): readonly Sample[] {
    return this.#samples.filter((sample) => sample.at >= endAt - spanMs && sample.at <= endAt);
  }
}

/** Turns samples into columns. */
export function columnsOf(samples: readonly Sample[]): Columns {
  const times: number[] = [];
  const values = Object.fromEntries(metrics.map((metric) => [metric, []])) as unknown as Record<
    Metric,
    (number | null)[]
  >;
  let previousAt: number | undefined;
  for (const sample of samples) {
    if (previousAt !== undefined && sample.at - previousAt > GAP_MS) {
      times.push((previousAt + sampleIntervalMs) / 1000);
      for (const metric of metrics) values[metric].push(null);
    }
    times.push(sample.at / 1000);
    for (const metric of metrics) values[metric].push(sample[metric]);
    previousAt = sample.at;
  }
  return { times, values };
}
