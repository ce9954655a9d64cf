/**
 * Turns the samples of a row into medians, ratios and verdicts. It measures and prints nothing.
 */

import type { Sample } from "../measure/one-run.ts";
import type { PeerId } from "../measure/peers.ts";
import { type Bar, type Bound, type Comparison, comparisons, type Row } from "../rows.ts";
import { pairwiseRatio, type Summary, summarise } from "./statistics.ts";

/** From here on the load generator may have been the limit. */
const BUSY_CPU = 0.95;

/** All runs of one row, by contender; the runs of one index were made side by side. */
export type RowSamples = Partial<Record<PeerId, readonly Sample[]>>;

/** Why a contender has no number in a row. */
export type Failures = Partial<Record<PeerId, string>>;

/** How a bar was met or missed. */
export interface Verdict {
  readonly bar: Bar;
  /** Longwire ÷ peer, pair by pair. */
  readonly ratio: Summary;
  readonly isMet: boolean;
}

/** How a bound of Longwire's own was met or missed. */
export interface BoundVerdict {
  readonly bound: Bound;
  readonly found: Summary;
  readonly isMet: boolean;
}

/** A measured row. */
export interface JudgedRow {
  readonly row: Row;
  readonly results: Partial<Record<PeerId, Summary>>;
  readonly verdicts: readonly Verdict[];
  readonly bounds: readonly BoundVerdict[];
  /** Contenders whose load generator had nothing left, so that they may be faster than the number says. */
  readonly limitedBy: readonly PeerId[];
  readonly failures: Failures;
  /** Longwire's other entries, each beside what it stands in for. */
  readonly compared: readonly Compared[];
}

/** A row with every single run of it. */
export interface MeasuredRow {
  readonly samples: RowSamples;
  readonly judged: JudgedRow;
}

/** Two contenders without a bar. */
export interface Compared extends Comparison {
  /** Ours ÷ theirs, pair by pair. */
  readonly ratio: Summary;
}

function values(samples: readonly Sample[]): number[] {
  return samples.map(({ value }) => value);
}

function compare({ ours, theirs }: Comparison, samples: RowSamples): Compared[] {
  const [mine, others] = [samples[ours], samples[theirs]];
  if (mine === undefined || others === undefined) return [];
  return [{ ours, theirs, ratio: pairwiseRatio(values(mine), values(others)) }];
}

function judgeBar(bar: Bar, samples: RowSamples): Verdict[] {
  const [compared] = compare({ ours: "longwire", theirs: bar.peer }, samples);
  if (compared === undefined) return [];
  const { ratio } = compared;
  const isMet = ratio.median >= (bar.atLeast ?? 0) && ratio.median <= (bar.atMost ?? Number.POSITIVE_INFINITY);
  return [{ bar, ratio, isMet }];
}

function judgeBound(bound: Bound, samples: RowSamples): BoundVerdict[] {
  const found = (samples.longwire ?? []).flatMap((sample) => sample[bound.of] ?? []);
  if (found.length === 0) return [];
  const summary = summarise(found);
  return [{ bound, found: summary, isMet: summary.median <= bound.atMost }];
}

/** Judges one row by its bars; a bar against a peer that was not measured is left out. */
export function judge(row: Row, samples: RowSamples, failures: Failures = {}): JudgedRow {
  const measured = Object.entries(samples) as [PeerId, readonly Sample[]][]; // the keys are those of the record
  return {
    row,
    results: Object.fromEntries(measured.map(([peer, runs]) => [peer, summarise(values(runs))])),
    failures,
    compared: comparisons.flatMap((pair) => compare(pair, samples)),
    verdicts: row.bars.flatMap((bar) => judgeBar(bar, samples)),
    bounds: (row.bounds ?? []).flatMap((bound) => judgeBound(bound, samples)),
    limitedBy: measured
      .filter(([, runs]) => summarise(runs.map(({ loadCpu = 0 }) => loadCpu)).median >= BUSY_CPU)
      .map(([peer]) => peer),
  };
}
