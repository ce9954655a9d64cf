/**
 * What a load has seen since it was last reset. Loads write it, the report reads it; it knows neither clock nor network.
 */
import { LatencyHistogram } from "./latency-histogram.ts";

/** What was wrong with the messages, where they were looked at. */
export interface DeliveryFaults {
  /** Sent, and not back when the load ended (or, in messages with numbers, skipped). */
  lost: number;
  duplicated: number;
  reordered: number;
  corrupted: number;
}

/** Counts of one load. */
export class LoadMeter {
  /** Times of what the load counts: messages, rounds or handshakes. */
  readonly latency: LatencyHistogram = new LatencyHistogram();
  #count = 0;

  /** Messages or handshakes that are done. */
  get count(): number {
    return this.#count;
  }

  /** So many more are done. */
  add(count: number): void {
    this.#count += count;
  }

  /** Begins again, at the end of the warm-up. */
  reset(): void {
    this.#count = 0;
    this.latency.reset();
  }
}
