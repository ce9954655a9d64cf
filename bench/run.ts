/**
 * `npm run bench`: measures every row for every contender in turn, then the growth curves, and writes what came of it.
 * What is measured is in `rows.ts` and `measure/`, what is written in `report/`.
 */
import { availableParallelism } from "node:os";
import { makeCertificate } from "./measure/certificate.ts";
import { expectedSeconds } from "./measure/duration.ts";
import { expectedGrowthSeconds, measureGrowth } from "./measure/growth.ts";
import type { RunPlan } from "./measure/one-run.ts";
import { isAvailable, mainPeers, type PeerId } from "./measure/peers.ts";
import { runRow } from "./measure/row-runs.ts";
import { type BenchOptions, BenchUsageError, parseBenchOptions } from "./options.ts";
import { readEnvironment } from "./report/environment.ts";
import { hubSection, writeHubResults } from "./report/hub-results.ts";
import { type JudgedRow, judge, type MeasuredRow } from "./report/judge.ts";
import { Progress } from "./report/progress.ts";
import { resultsSection, writeResults } from "./report/results.ts";
import { contenders, isHubWork, type Row } from "./rows.ts";

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Who of `peers` is measured in `row`. */
function takingPart(row: Row, peers: readonly PeerId[]): readonly PeerId[] {
  return contenders(row).filter((peer) => peers.includes(peer));
}

function expectedRowSeconds({ rows, runs, budgetSeconds }: BenchOptions, peers: readonly PeerId[], plan: RunPlan) {
  const once = rows.flatMap((row) => takingPart(row, peers).map((peer) => expectedSeconds(peer, row.work, plan)));
  return Math.min(budgetSeconds, runs * once.reduce((sum, seconds) => sum + seconds, 0));
}

async function measureRows(
  options: BenchOptions,
  peers: readonly PeerId[],
  plan: RunPlan,
  progress: Progress,
): Promise<MeasuredRow[]> {
  const { rows, runs, budgetSeconds } = options;
  const measured: MeasuredRow[] = [];
  for (const [index, row] of rows.entries()) {
    const untilMs = (budgetSeconds * 1000 * (index + 1)) / rows.length;
    const { samples, failures } = await runRow(row, takingPart(row, peers), { runs, untilMs }, plan, progress);
    measured.push({ samples, judged: judge(row, samples, failures) });
  }
  return measured;
}

function isAllMet({ verdicts, bounds, failures }: JudgedRow): boolean {
  return failures.longwire === undefined && [...verdicts, ...bounds].every(({ isMet }) => isMet);
}

/** @returns whether every bar that was measured is met. */
async function bench(options: BenchOptions, args: readonly string[]): Promise<boolean> {
  const peers = options.peers.filter(isAvailable);
  for (const peer of options.peers) if (!peers.includes(peer)) say(`${peer} does not run on this machine: left out`);
  const { seconds, warmUpSeconds } = options;
  const plan = { seconds, warmUpSeconds, tls: makeCertificate() };
  const growthSeconds = options.hasGrowth ? expectedGrowthSeconds(peers, plan) : 0;
  const progress = new Progress(expectedRowSeconds(options, peers, plan) + growthSeconds, say);
  const measured = await measureRows(options, peers, plan, progress);
  const growth = options.hasGrowth ? await measureGrowth(peers, plan, progress) : undefined;
  const environment = readEnvironment(peers, args);
  const judged = measured.map((row) => row.judged);
  const ofHub = measured.filter((row) => isHubWork(row.judged.row.work));
  const others = measured.filter((row) => !isHubWork(row.judged.row.work));
  const shown = mainPeers.filter((peer) => peers.includes(peer));
  if (ofHub.length > 0) console.log(`${hubSection(ofHub.map((row) => row.judged))}\n`);
  console.log(resultsSection({ judged: others.map((row) => row.judged), peers: shown, growth, environment }));
  if (options.isFull && ofHub.length > 0) writeHubResults(ofHub, environment);
  if (options.isWhole && growth !== undefined) writeResults({ measured: others, peers: shown, growth, environment });
  return judged.every(isAllMet);
}

async function main(args: readonly string[]): Promise<number> {
  if (process.platform !== "linux" || availableParallelism() < 2) {
    say("The bench needs Linux, with one core for the server and one for the load.");
    return 1;
  }
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1)); // what it made is removed
  try {
    const areAllMet = await bench(parseBenchOptions(args), args);
    if (!areAllMet) say("Not every bar is met.");
    return 0;
  } catch (error) {
    if (!(error instanceof BenchUsageError)) throw error;
    say(error.message);
    return 2;
  }
}

process.exitCode = await main(process.argv.slice(2));
