/**
 * All runs of one row: every contender in turn, and again. A contender that fails is left out of the rest of the row, and
 * the failure is told instead of its number.
 */
import type { Failures, RowSamples } from "../report/judge.ts";
import type { Progress } from "../report/progress.ts";
import { shortNumber } from "../report/table.ts";
import { isHubWork, type Row, type Work } from "../rows.ts";
import { expectedSeconds } from "./duration.ts";
import { measureHub } from "./hub-run.ts";
import { measureOnce, type RunPlan, type Sample } from "./one-run.ts";
import { type PeerId, peerNames } from "./peers.ts";

/** How often: the first run always, further ones while there is time, as `performance.now()` counts. */
export interface Repetition {
  readonly runs: number;
  readonly untilMs: number;
}

/** What the runs gave. */
export interface RowRuns {
  readonly samples: RowSamples;
  readonly failures: Failures;
}

/** What an error says, on one line: of a program that broke, the line that names its error. */
export function reasonOf(error: unknown): string {
  const lines = (error instanceof Error ? error.message : String(error)).trim().split("\n");
  return lines.find((line) => /^\w*Error\b/.test(line)) ?? lines[0] ?? "";
}

function measure(peer: PeerId, work: Work, plan: RunPlan): Promise<Sample> {
  return isHubWork(work) ? measureHub(peer, work, plan) : measureOnce(peer, work, plan);
}

/** Longwire, a peer, the next peer, and again from the start: what changes on the machine meanwhile meets all. */
export async function runRow(
  row: Row,
  peers: readonly PeerId[],
  { runs, untilMs }: Repetition,
  plan: RunPlan,
  progress: Progress,
): Promise<RowRuns> {
  const samples = new Map<PeerId, Sample[]>(peers.map((peer) => [peer, []]));
  const failures: Failures = {};
  for (let run = 1; run <= runs && (run === 1 || performance.now() < untilMs); run += 1) {
    for (const peer of [...samples.keys()]) {
      const what = `${row.id} ${run}/${runs} ${peerNames[peer]}`;
      try {
        const sample = await measure(peer, row.work, plan);
        samples.get(peer)?.push(sample);
        progress.done(expectedSeconds(peer, row.work, plan), `${what}: ${shortNumber(sample.value)} ${row.unit}`);
      } catch (error) {
        failures[peer] = reasonOf(error);
        samples.delete(peer);
        const left = runs - run + 1;
        progress.done(left * expectedSeconds(peer, row.work, plan), `${what} failed: ${failures[peer]}`);
      }
    }
  }
  return { samples: Object.fromEntries(samples), failures };
}
