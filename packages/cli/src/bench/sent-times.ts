/**
 * When the messages under way on one connection were sent, oldest first, in runs of equal times: one entry per write.
 */
import type { LatencyHistogram } from "./latency-histogram.ts";

/** A ring of runs. It grows to what was ever under way at once. */
export class SentTimes {
  #times: Float64Array = new Float64Array(4);
  #counts: Float64Array = new Float64Array(4);
  #first = 0;
  #runs = 0;

  /** `count` messages were sent at `nowMs`. */
  sent(count: number, nowMs: number): void {
    if (this.#runs === this.#times.length) this.#grow();
    const at = (this.#first + this.#runs) & (this.#times.length - 1);
    this.#times[at] = nowMs;
    this.#counts[at] = count;
    this.#runs += 1;
  }

  /** The `count` oldest have come back at `nowMs`: records how long each took. More than were sent are ignored. */
  cameBack(count: number, nowMs: number, into: LatencyHistogram): void {
    const last = this.#times.length - 1;
    for (let left = count; left > 0 && this.#runs > 0; ) {
      const inRun = this.#counts[this.#first] ?? 0;
      const taken = Math.min(left, inRun);
      into.record(nowMs - (this.#times[this.#first] ?? nowMs), taken);
      left -= taken;
      this.#counts[this.#first] = inRun - taken;
      if (taken < inRun) continue;
      this.#first = (this.#first + 1) & last;
      this.#runs -= 1;
    }
  }

  #grow(): void {
    const size = this.#times.length;
    const times = new Float64Array(size * 2);
    const counts = new Float64Array(size * 2);
    for (let i = 0; i < size; i += 1) {
      const from = (this.#first + i) & (size - 1);
      times[i] = this.#times[from] ?? 0;
      counts[i] = this.#counts[from] ?? 0;
    }
    this.#times = times;
    this.#counts = counts;
    this.#first = 0;
  }
}
