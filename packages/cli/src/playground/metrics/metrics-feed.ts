/**
 * Turns readings into samples, and hands each on, ten times a second.
 * It does not know channels or how a reading is taken; its timer is given to it.
 */

import { type Sample, sampleIntervalMs } from "../contract.ts";
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
  readonly #stop: () => void;

  constructor(ports: MetricsPorts) {
    this.#ports = ports;
    this.#stop = ports.every(sampleIntervalMs, () => this.#tick());
    this.#readings.push(ports.read());
  }

  /** Ends the measurement. */
  close(): void {
    this.#stop();
  }

  #tick(): void {
    const newest = this.#ports.read();
    this.#readings.push(newest);
    if (this.#readings.length > RATE_READINGS + 1) this.#readings.shift();
    this.#ports.publish(sampleOf(this.#readings[0] ?? newest, newest));
  }
}
