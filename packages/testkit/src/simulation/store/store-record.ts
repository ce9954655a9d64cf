/**
 * What the simulated store writes to its disk, and how logs come back from it. Pure.
 */
import { type KeptEntry, SimulatedLog } from "./simulated-log.ts";

/** When an append is answered: at once, when it is written, or when it is safe against a loss of power. */
export type Durability = "memory" | "commit" | "fsync";

/** A line in the store's file. */
export type StoreRecord =
  /** A process has begun: what follows may have been lost when there is no end. */
  | { readonly type: "begun" }
  /** It has ended in order, and everything before is safe. */
  | { readonly type: "ended" }
  | { readonly type: "log"; readonly channel: string; readonly epoch: string }
  | { readonly type: "entry"; readonly channel: string; readonly epoch: string; readonly kept: KeptEntry }
  | { readonly type: "removed"; readonly channel: string; readonly upTo: number }
  /** The log goes on under another epoch, with the entries that it has. */
  | { readonly type: "renamed"; readonly channel: string; readonly epoch: string };

/** What a process begins with. */
export interface Replayed {
  readonly logs: Map<string, SimulatedLog>;
  /** To be written down before anything is shown. */
  readonly renamed: readonly StoreRecord[];
}

/**
 * Logs as the records tell them. Where the process before this one did not end in order, and less than `fsync` was wanted,
 * the end of a log may be missing: it gets another epoch, so that nobody goes on as if it were whole.
 */
export function replayRecords(
  records: readonly StoreRecord[],
  durabilityOf: (channel: string) => Durability,
  newEpoch: () => string,
): Replayed {
  const logs = new Map<string, SimulatedLog>();
  for (const record of records) {
    if (record.type === "log") logs.set(record.channel, new SimulatedLog(record.epoch));
    else if (record.type === "entry") logs.get(record.channel)?.restore(record.kept);
    else if (record.type === "removed") logs.get(record.channel)?.removeUpTo(record.upTo);
    else if (record.type === "renamed") rename(logs, record.channel, record.epoch);
  }
  for (const log of logs.values()) log.seal(Number.NEGATIVE_INFINITY);
  const isClean = records.length === 0 || records.at(-1)?.type === "ended";
  const unsure = [...logs.keys()].filter((channel) => !isClean && durabilityOf(channel) !== "fsync");
  const renamed = unsure.map((channel) => ({ type: "renamed", channel, epoch: newEpoch() }) as const);
  for (const { channel, epoch } of renamed) rename(logs, channel, epoch);
  return { logs, renamed };
}

function rename(logs: Map<string, SimulatedLog>, channel: string, epoch: string): void {
  const log = logs.get(channel);
  if (log === undefined) return;
  log.seal(Number.NEGATIVE_INFINITY);
  logs.set(channel, log.copy(epoch));
}
