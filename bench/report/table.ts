/**
 * The table of the bench in Markdown: a line per row, with every bar marked as met or missed.
 */
import { type PeerId, peerNames } from "../measure/peers.ts";
import type { JudgedRow, Verdict } from "./judge.ts";
import { relativeSpread, type Summary } from "./statistics.ts";

/** Three digits, and a suffix for thousands and millions. */
export function shortNumber(value: number): string {
  const [scaled, suffix] = value >= 999_500 ? [value / 1e6, " M"] : value >= 9_995 ? [value / 1e3, " k"] : [value, ""];
  if (scaled >= 100 || Number.isInteger(scaled)) return `${Math.round(scaled).toLocaleString("en")}${suffix}`;
  return `${scaled.toPrecision(3)}${suffix}`;
}

/** Three digits. */
export function ratio(value: number): string {
  return value >= 100 ? String(Math.round(value)) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

function resultCell(result: Summary | undefined, isLimited: boolean, hasFailed: boolean): string {
  if (hasFailed) return "failed";
  if (result === undefined) return "–";
  return `${shortNumber(result.median)} ±${Math.round(relativeSpread(result) * 100)} %${isLimited ? " †" : ""}`;
}

/** The condition, the ratio with its spread, and the verdict; when missed, by how much. */
function verdictCell(verdict: Verdict | undefined): string {
  if (verdict === undefined) return "–";
  const { bar, ratio: found, isMet } = verdict;
  const bound = bar.atLeast ?? bar.atMost ?? 0;
  const missedBy = Math.abs(found.median / bound - 1) * 100;
  const end = isMet ? "met" : `**missed by ${missedBy < 1 ? "less than 1" : Math.round(missedBy)} %**`;
  const sign = bar.atLeast === undefined ? "≤" : "≥";
  return `${ratio(found.median)} (${ratio(found.min)}–${ratio(found.max)}), ${sign} ${bound}: ${end}`;
}

/** Markdown: a line for each bound of Longwire's own, with its verdict. */
export function boundLines(judged: readonly JudgedRow[]): string[] {
  const lines = judged.flatMap(({ row, bounds }) =>
    bounds.map(({ bound, found: { median, min, max }, isMet }) => {
      const spread = `${shortNumber(min)}–${shortNumber(max)}`;
      const end = isMet ? "met" : "**missed**";
      return `- ${row.id}: ${bound.what}: ${shortNumber(median)} (${spread}), ≤ ${shortNumber(bound.atMost)}: ${end}`;
    }),
  );
  return lines.length > 0 ? [lines.join("\n")] : [];
}

/** A line of a table in Markdown. */
export function line(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

/** What failed, a line for each. */
function failureNotes(judged: readonly JudgedRow[]): string[] {
  const notes = judged.flatMap(({ row, failures }) =>
    (Object.entries(failures) as [PeerId, string][]) // the keys are those of the record
      .map(([peer, reason]) => `${peerNames[peer]} failed at "${row.title}": ${reason}`),
  );
  return notes.flatMap((note) => ["", note]);
}

/** Longwire's other entries, each beside what it stands in for; empty where none was measured. */
export function comparisonTable(judged: readonly JudgedRow[]): string {
  const body = judged.flatMap(({ row, results, compared }) =>
    compared.map(({ ours, theirs, ratio: found }) =>
      line([
        `${row.title}, ${row.unit}`,
        `${peerNames[ours]}: ${resultCell(results[ours], false, false)}`,
        `${peerNames[theirs]}: ${resultCell(results[theirs], false, false)}`,
        `${ratio(found.median)} (${ratio(found.min)}–${ratio(found.max)})`,
      ]),
    ),
  );
  if (body.length === 0) return "";
  return [line(["work", "entry", "in place of", "ratio"]), line(["---", "---", "---", "---"]), ...body].join("\n");
}

/** The table, with the contenders in the order given. */
export function table(judged: readonly JudgedRow[], peers: readonly PeerId[]): string {
  const barred = peers.filter((peer) => judged.some(({ row }) => row.bars.some((bar) => bar.peer === peer)));
  const head = [
    "work",
    ...peers.map((peer) => peerNames[peer]),
    ...barred.map((peer) => `Longwire ÷ ${peerNames[peer]}`),
  ];
  const body = judged.map(({ row, results, verdicts, limitedBy, failures }) =>
    line([
      `${row.title}, ${row.unit}`,
      ...peers.map((peer) => resultCell(results[peer], limitedBy.includes(peer), failures[peer] !== undefined)),
      ...barred.map((peer) => verdictCell(verdicts.find(({ bar }) => bar.peer === peer))),
    ]),
  );
  const note = judged.some(({ limitedBy }) => limitedBy.length > 0)
    ? ["", "† The load generator had no core left: the server may be faster than this."]
    : [];
  return [line(head), line(head.map(() => "---")), ...body, ...note, ...failureNotes(judged)].join("\n");
}
