/**
 * `npm run bench`: measures every row for every contender in turn, then the growth curves, and writes what came of it.
 * What is measured is in `rows.ts` and `measure/`, what is written in `report/`.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { makeCertificate } from "./measure/certificate.ts";
import { byConnections, byConnectionsOneEach, bySize, type GrowthPlan, quietBesideLoud } from "./measure/growth.ts";
import { measureOnce, type RunPlan, takesPart } from "./measure/one-run.ts";
import { isAvailable, type PeerId } from "./measure/peers.ts";
import { BENCH } from "./measure/places.ts";
import { type BenchOptions, BenchUsageError, parseBenchOptions } from "./options.ts";
import { type Environment, readEnvironment } from "./report/environment.ts";
import { type Growth, growthCharts, growthSection } from "./report/growth-report.ts";
import { type JudgedRow, judge, type RowSamples } from "./report/judge.ts";
import { replaceSection } from "./report/marked-section.ts";
import { shortNumber, table } from "./report/table.ts";
import type { Row } from "./rows.ts";

const GROWTH_RUNS = 3;
const GROWTH_PEERS: readonly PeerId[] = ["longwire", "uws", "ws"];

/** What a row gave, with every single run. */
interface MeasuredRow {
  readonly samples: RowSamples;
  readonly judged: JudgedRow;
}

/** How often: the first run always, further ones while there is time, as `performance.now()` counts. */
interface Repetition {
  readonly runs: number;
  readonly untilMs: number;
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Longwire, a peer, the next peer, and again from the start: what changes on the machine meanwhile meets all. */
async function measureRow(
  row: Row,
  peers: readonly PeerId[],
  { runs, untilMs }: Repetition,
  plan: RunPlan,
): Promise<MeasuredRow> {
  const samples: { [Peer in PeerId]?: RowSamples[Peer] } = {};
  for (let run = 1; run <= runs && (run === 1 || performance.now() < untilMs); run += 1) {
    for (const peer of peers.filter((each) => takesPart(each, row.work))) {
      const sample = await measureOnce(peer, row.work, plan);
      samples[peer] = [...(samples[peer] ?? []), sample];
      say(`${row.id} ${run}/${runs} ${peer}: ${shortNumber(sample.value)} ${row.unit}`);
    }
  }
  return { samples, judged: judge(row, samples) };
}

async function measureGrowth(peers: readonly PeerId[], plan: GrowthPlan): Promise<Growth> {
  const each = async <Result>(
    what: string,
    measure: (peer: PeerId, plan: GrowthPlan) => Promise<Result>,
  ): Promise<Result[]> => {
    const results: Result[] = [];
    for (const peer of peers) {
      say(`growth ${what}: ${peer}`);
      results.push(await measure(peer, plan));
    }
    return results;
  };
  return {
    connections: await each("by connections", byConnections),
    connectionsOneEach: await each("by connections, one in flight for each", byConnectionsOneEach),
    sizes: await each("by size", bySize),
    quiet: await each("quiet beside loud", quietBesideLoud),
  };
}

function environmentList(environment: Environment): string {
  return environment.map(([name, value]) => `- ${name}: ${value}`).join("\n");
}

/** Writes the committed results: numbers, charts, and the sections of the README. */
function writeResults(
  measured: readonly MeasuredRow[],
  growth: Growth,
  environment: Environment,
  section: string,
): void {
  const results = join(BENCH, "results");
  mkdirSync(results, { recursive: true });
  const asJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
  const about = Object.fromEntries(environment);
  const rows = measured.map(({ judged: { row, ...rest }, samples }) => ({ ...row, ...rest, samples }));
  writeFileSync(join(results, "table.json"), asJson({ environment: about, rows }));
  writeFileSync(join(results, "growth.json"), asJson({ environment: about, ...growth }));
  for (const [name, svg] of growthCharts(growth)) writeFileSync(join(results, name), svg);
  const readme = join(BENCH, "README.md");
  writeFileSync(readme, replaceSection(readFileSync(readme, "utf8"), "results", section));
}

/** @returns whether every bar that was measured is met. */
async function bench(options: BenchOptions, args: readonly string[]): Promise<boolean> {
  const peers = options.peers.filter(isAvailable);
  for (const peer of options.peers) if (!peers.includes(peer)) say(`${peer} does not run on this machine: left out`);
  const { runs, seconds, warmUpSeconds } = options;
  const plan = { seconds, warmUpSeconds, tls: makeCertificate() };
  const measured: MeasuredRow[] = [];
  for (const [index, row] of options.rows.entries()) {
    const untilMs = (options.budgetSeconds * 1000 * (index + 1)) / options.rows.length;
    measured.push(await measureRow(row, peers, { runs, untilMs }, plan));
  }
  const growthPeers = GROWTH_PEERS.filter((peer) => peers.includes(peer));
  const growth = options.hasGrowth
    ? await measureGrowth(growthPeers, { seconds, warmUpSeconds, runs: Math.min(runs, GROWTH_RUNS) })
    : undefined;
  const environment = readEnvironment(peers, args);
  const judged = measured.map((row) => row.judged);
  const section = [
    ...(judged.length > 0 ? [table(judged, peers)] : []),
    ...(growth === undefined ? [] : [growthSection(growth)]),
    environmentList(environment),
  ].join("\n\n");
  console.log(section);
  if (options.isWhole && growth !== undefined) writeResults(measured, growth, environment, section);
  return judged.every(({ verdicts }) => verdicts.every(({ isMet }) => isMet));
}

async function main(args: readonly string[]): Promise<number> {
  if (process.platform !== "linux" || availableParallelism() < 2) {
    say("The bench needs Linux, with one core for the server and one for the load.");
    return 1;
  }
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
