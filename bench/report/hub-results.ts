/**
 * What the rows about the hub leave: `results/hub.json`, and their section of the README. A row is written when it was
 * measured in full, whichever others were, so each has the environment that it was measured in.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { hubRows } from "../hub-rows.ts";
import type { PeerId } from "../measure/peers.ts";
import { BENCH } from "../measure/places.ts";
import type { Environment } from "./environment.ts";
import type { JudgedRow, MeasuredRow, RowSamples } from "./judge.ts";
import { replaceSection } from "./marked-section.ts";
import { boundLines, table } from "./table.ts";

const columns: readonly PeerId[] = ["longwire", "socket-io", "socket-io-recovery", "broadcast", "undisturbed"];

/** A row as it is kept. */
interface KeptRow {
  readonly environment: Readonly<Record<string, string>>;
  readonly judged: JudgedRow;
  readonly samples: RowSamples;
}

type Kept = Readonly<Record<string, KeptRow>>;

function readKept(path: string): Kept {
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : {};
}

/** Markdown: the table, what is bounded, and where and when each row was measured. */
export function hubSection(judged: readonly JudgedRow[]): string {
  const shown = columns.filter((peer) => judged.some(({ results }) => results[peer] !== undefined));
  return [table(judged, shown), ...boundLines(judged)].join("\n\n");
}

function environmentLines(kept: readonly KeptRow[]): string[] {
  const lines = kept.map(({ environment, judged }) => {
    const about = Object.entries(environment).map(([name, value]) => `${name} ${value}`);
    return `- ${judged.row.id}: ${about.join("; ")}`;
  });
  return lines.length > 0 ? ["Measured:", lines.join("\n")] : [];
}

/** Adds rows to the committed results, in place of what they were before. */
export function writeHubResults(measured: readonly MeasuredRow[], environment: Environment): void {
  const path = join(BENCH, "results", "hub.json");
  const about = Object.fromEntries(environment);
  const newer = measured.map(
    ({ judged, samples }) => [judged.row.id, { environment: about, judged, samples }] as const,
  );
  const all: Kept = { ...readKept(path), ...Object.fromEntries(newer) };
  const kept = hubRows.flatMap(({ id }) => all[id] ?? []);
  const inOrder = Object.fromEntries(kept.map((row) => [row.judged.row.id, row]));
  writeFileSync(path, `${JSON.stringify(inOrder, null, 2)}\n`);
  const section = [hubSection(kept.map(({ judged }) => judged)), ...environmentLines(kept)].join("\n\n");
  const readme = join(BENCH, "README.md");
  writeFileSync(readme, replaceSection(readFileSync(readme, "utf8"), "hub-results", section));
}
