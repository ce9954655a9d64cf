/**
 * What a run of the bench leaves: files in `results/`, and the sections of the two READMEs that quote them.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Growth } from "../measure/growth.ts";
import type { PeerId } from "../measure/peers.ts";
import { BENCH, ROOT } from "../measure/places.ts";
import type { Environment } from "./environment.ts";
import { growthCharts, growthSection } from "./growth-report.ts";
import type { JudgedRow, MeasuredRow } from "./judge.ts";
import { replaceSection } from "./marked-section.ts";
import { ratioTable } from "./ratio-table.ts";
import { comparisonTable, table } from "./table.ts";

/** What is shown. */
interface Shown {
  readonly judged: readonly JudgedRow[];
  /** The columns. */
  readonly peers: readonly PeerId[];
  readonly growth: Growth | undefined;
  readonly environment: Environment;
}

/** Everything that a whole run found. */
export interface WholeRun {
  readonly measured: readonly MeasuredRow[];
  readonly peers: readonly PeerId[];
  readonly growth: Growth;
  readonly environment: Environment;
}

/** Markdown for `bench/README.md`. */
export function resultsSection({ judged, peers, growth, environment }: Shown): string {
  const others = comparisonTable(judged);
  return [
    ...(judged.length > 0 ? [table(judged, peers)] : []),
    ...(others === "" ? [] : ["Longwire's other entries, in the same runs:", others]),
    ...(growth === undefined ? [] : [growthSection(growth)]),
    environment.map(([name, value]) => `- ${name}: ${value}`).join("\n"),
  ].join("\n\n");
}

function rewrite(path: string, section: string, content: string): void {
  writeFileSync(path, replaceSection(readFileSync(path, "utf8"), section, content));
}

/** Writes the committed results: numbers, charts, and the sections of the READMEs. */
export function writeResults({ measured, peers, growth, environment }: WholeRun): void {
  const results = join(BENCH, "results");
  mkdirSync(results, { recursive: true });
  const asJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
  const about = Object.fromEntries(environment);
  const rows = measured.map(({ judged: { row, ...rest }, samples }) => ({ ...row, ...rest, samples }));
  writeFileSync(join(results, "table.json"), asJson({ environment: about, rows }));
  writeFileSync(join(results, "growth.json"), asJson({ environment: about, ...growth }));
  for (const [name, svg] of growthCharts(growth)) writeFileSync(join(results, name), svg);
  const judged = measured.map((row) => row.judged);
  rewrite(join(BENCH, "README.md"), "results", resultsSection({ judged, peers, growth, environment }));
  rewrite(join(ROOT, "README.md"), "bench", ratioTable(judged, environment));
}
