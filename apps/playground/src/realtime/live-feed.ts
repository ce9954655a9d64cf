/**
 * The server's measurements as a page sees them: a buffer that begins with the log and goes on with what is live, and how
 * much of that was left out for a reader that is behind. The connection is given to it, and it knows nothing of charts.
 */

import { historySamples, metricsChannel, type Sample } from "@longwire/cli/playground";
import type { Line, Membership, Publication } from "./line.ts";
import { readSample } from "./read-event.ts";
import { SampleBuffer } from "./sample-buffer.ts";

/** What to show: a new object at each sample. */
export interface LiveSnapshot {
  readonly last: Sample | undefined;
  /** Live samples that came. */
  readonly received: number;
  /** Samples between them that the server left out. */
  readonly skipped: number;
}

/** A feed of which nothing has come yet. */
export const emptyFeed: LiveSnapshot = { last: undefined, received: 0, skipped: 0 };

/** Listens at once and until `leave`. */
export class LiveFeed {
  readonly #listeners = new Set<() => void>();
  readonly #buffer = new SampleBuffer();
  readonly #membership: Membership;
  /** Samples that came before the log was read; `undefined` when it was. */
  #early: Sample[] | undefined;
  /** Offset of the last one of this connection. */
  #offset: number | undefined;
  #snapshot: LiveSnapshot = emptyFeed;

  constructor(line: Line) {
    this.#membership = line.enter(metricsChannel, {
      entered: () => this.#entered(),
      published: (publication) => this.#published(publication),
    });
  }

  /** What to show now. */
  readonly snapshot = (): LiveSnapshot => this.#snapshot;

  /** Calls back at each change. The returned function ends that. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  /** The samples at most `spanMs` older than `endAt`. */
  window(endAt: number, spanMs: number): readonly Sample[] {
    return this.#buffer.window(endAt, spanMs);
  }

  /** Stops listening for good. */
  leave(): void {
    this.#membership.leave();
    this.#listeners.clear();
  }

  #entered(): void {
    this.#offset = undefined;
    this.#early = [];
    this.#membership.history(historySamples).then(
      ({ publications }) => this.#begin(publications.flatMap(({ data }) => readSample(data) ?? [])),
      // Without the log, what is live is better than nothing.
      () => this.#begin([]),
    );
  }

  #begin(history: readonly Sample[]): void {
    this.#buffer.push([...history, ...(this.#early ?? [])]);
    this.#early = undefined;
    this.#changed({ last: this.#buffer.last });
  }

  #published({ data, offset }: Publication): void {
    const sample = readSample(data);
    if (sample === undefined || offset === undefined) return;
    // Offsets rise by one, so that those between were left out.
    const skipped = this.#offset === undefined ? 0 : offset - this.#offset - 1;
    this.#offset = offset;
    if (this.#early === undefined) this.#buffer.push([sample]);
    else this.#early.push(sample);
    const { received, skipped: before } = this.#snapshot;
    this.#changed({ last: this.#buffer.last, received: received + 1, skipped: before + skipped });
  }

  #changed(parts: Partial<LiveSnapshot>): void {
    this.#snapshot = { ...this.#snapshot, ...parts };
    for (const listener of this.#listeners) listener();
  }
}
