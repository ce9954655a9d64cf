/**
 * The short table for the front page: what Longwire does, and how many times as much as the peers it has bars against.
 */
import { type PeerId, peerNames } from "../measure/peers.ts";
import type { Environment } from "./environment.ts";
import type { JudgedRow } from "./judge.ts";
import { line, ratio, shortNumber } from "./table.ts";

const AGAINST: readonly PeerId[] = ["uws", "ws"];
/** What a number means nothing without. */
const ABOUT: readonly string[] = ["date", "Node", "kernel", "CPU", ...AGAINST.map((peer) => peerNames[peer])];

/** Markdown: medians and ratios of medians' pairs, without spreads and bars, and where they were measured. */
export function ratioTable(judged: readonly JudgedRow[], environment: Environment): string {
  const head = ["work", "Longwire", ...AGAINST.map((peer) => `÷ ${peerNames[peer]}`)];
  const body = judged.map(({ row, results, verdicts, limitedBy }) => {
    const own = results.longwire === undefined ? "failed" : shortNumber(results.longwire.median);
    const ratios = AGAINST.map((peer) => {
      const verdict = verdicts.find(({ bar }) => bar.peer === peer);
      if (verdict === undefined) return "–";
      return `${ratio(verdict.ratio.median)}${limitedBy.some((each) => each === peer || each === "longwire") ? " †" : ""}`;
    });
    return line([`${row.title}, ${row.unit}`, own, ...ratios]);
  });
  const isLimited = judged.some(({ limitedBy }) => limitedBy.length > 0);
  const about = environment.filter(([name]) => ABOUT.includes(name)).map(([name, value]) => `${name} ${value}`);
  return [
    ...[line(head), line(head.map(() => "---")), ...body, ""],
    ...(isLimited ? ["† The load generator had no core left: a server may be faster than this.", ""] : []),
    `Medians of runs that alternate, server and load on a core each: ${about.join("; ")}.`,
    "Spreads, bars, curves and the command: [bench](bench).",
  ].join("\n");
}
