/**
 * Turns the samples of a row into medians, ratios and verdicts. It measures and prints nothing.
 */

import type { Sample } from "../measure/one-run.ts";
import type { PeerId } from "../measure/peers.ts";
import type { Bar, Row } from "../rows.ts";
import { pairwiseRatio, type Summary, summarise } from "./statistics.ts";

/** From here on the load generator may have been the limit. */
const BUSY_CPU = 0.95;

/** All runs of one row, by contender; the runs of one index were made side by side. */
export type RowSamples = Partial<Record<PeerId, readonly Sample[]>>;

/** How a bar was met or missed. */
export interface Verdict {
  readonly bar: Bar;
  /** Longwire ÷ peer, pair by pair. */
  readonly ratio: Summary;
  readonly isMet: boolean;
}

/** A measured row. */
export interface JudgedRow {
  readonly row: Row;
  readonly results: Partial<Record<PeerId, Summary>>;
  readonly verdicts: readonly Verdict[];
  /** Contenders whose load generator had nothing left, so that they may be faster than the number says. */
  readonly limitedBy: readonly PeerId[];
}

function values(samples: readonly Sample[]): number[] {
  return samples.map(({ value }) => value);
}

function judgeBar(bar: Bar, samples: RowSamples): Verdict[] {
  const ours = samples.longwire;
  const theirs = samples[bar.peer];
  if (ours === undefined || theirs === undefined) return [];
  const ratio = pairwiseRatio(values(ours), values(theirs));
  const isMet = ratio.median >= (bar.atLeast ?? 0) && ratio.median <= (bar.atMost ?? Number.POSITIVE_INFINITY);
  return [{ bar, ratio, isMet }];
}

/** Judges one row by its bars; a bar against a peer that was not measured is left out. */
export function judge(row: Row, samples: RowSamples): JudgedRow {
  const measured = Object.entries(samples) as [PeerId, readonly Sample[]][]; // the keys are those of the record
  return {
    row,
    results: Object.fromEntries(measured.map(([peer, runs]) => [peer, summarise(values(runs))])),
    verdicts: row.bars.flatMap((bar) => judgeBar(bar, samples)),
    limitedBy: measured
      .filter(([, runs]) => summarise(runs.map(({ loadCpu = 0 }) => loadCpu)).median >= BUSY_CPU)
      .map(([peer]) => peer),
  };
}
