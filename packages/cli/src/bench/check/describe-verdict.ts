/**
 * A verdict in words.
 */
import type { HistoryVerdict } from "./history-check.ts";

/** Some lines; the last one is the verdict. */
export function describeVerdict(verdict: HistoryVerdict): string {
  const { found, faults, unknown, unknownLogged, forgotten, unchecked } = verdict;
  const done = Object.entries(faults).map(([name, count]) => `${name} ${count}`);
  return [
    ...verdict.examples,
    `faults: ${done.join(", ") || "none"}`,
    `published ${verdict.published}: acknowledged ${verdict.acked}, refused ${verdict.refused}, unknown outcomes ${unknown} (${unknownLogged} of them in the log)`,
    ...(forgotten > 0 ? [`acknowledged below what survives the faults, and gone: ${forgotten}`] : []),
    ...(unchecked > 0 ? [`acknowledged without a position, in a log that does not reach back: ${unchecked}`] : []),
    `delivered ${verdict.deliveries} to ${verdict.clients} clients in ${verdict.channels} channels; came back: ${verdict.recovered} recovered, ${verdict.unrecovered} told that something may be missing`,
    `lost ${found.lost}, duplicated ${found.duplicated}, reordered ${found.reordered}, falsely unrecovered ${found.falselyUnrecovered}, falsely recovered ${found.falselyRecovered}, phantoms ${found.phantom}, rewritten ${found.rewritten}`,
    "",
  ].join("\n");
}
