/**
 * Turns readings into samples, keeps the last 60 s of them, and hands each new one on, ten times a second.
 * It does not know sockets or how a reading is taken; its timer is given to it.
 */

import { historySamples, type Sample, sampleIntervalMs } from "../../../protocol/metrics.ts";
import { type Reading, sampleOf } from "./reading.ts";

/** What the feed needs of its surroundings. */
export interface MetricsPorts {
  /** Takes one reading. */
  readonly read: () => Reading;
  /** Gets each new sample. */
  readonly publish: (sample: Sample) => void;
  /** Calls back every `ms` until the returned function is called. */
  readonly every: (ms: number, callback: () => void) => () => void;
}

// Rates are over the last second: over one tick of 100 ms, the kernel's 10 ms clock would show as steps.
const RATE_READINGS = 1000 / sampleIntervalMs;

/** A running measurement. It starts at once and runs until `close`, also with nobody listening, so that history is there. */
export class MetricsFeed {
  readonly #ports: MetricsPorts;
  readonly #readings: Reading[] = [];
  readonly #history: Sample[] = [];
  readonly #stop: () => void;

  constructor(ports: MetricsPorts) {
    this.#ports = ports;
    this.#stop = ports.every(sampleIntervalMs, () => this.#tick());
    this.#readings.push(ports.read());
  }

  /** The samples of the last 60 s, oldest first. */
  get history(): readonly Sample[] {
    return this.#history;
  }

  /** Ends the measurement. */
  close(): void {
    this.#stop();
  }

  #tick(): void {
    const newest = this.#ports.read();
    this.#readings.push(newest);
    if (this.#readings.length > RATE_READINGS + 1) this.#readings.shift();
    const sample = sampleOf(this.#readings[0] ?? newest, newest);
    this.#history.push(sample);
    if (this.#history.length > historySamples) this.#history.shift();
    this.#ports.publish(sample);
  }
}
