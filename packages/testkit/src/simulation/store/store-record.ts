/**
 * What the simulated store writes to its disk, and how logs come back from it, by the decisions of the real store. Pure.
 */
import { keepsEpoch, type LogRecord, type RunStart, startRun, type WriteDurability } from "@longwire/hub-sqlite";
import { type KeptEntry, SimulatedLog } from "./simulated-log.ts";

/** A line in the store's file. */
export type StoreRecord =
  /** A run has begun: what follows may have been lost when there is no end. */
  | { readonly type: "begun"; readonly start: RunStart }
  /** It has ended in order, and everything before is safe. */
  | { readonly type: "ended" }
  /** A log has begun, or goes on under another epoch with the entries that it has. */
  | {
      readonly type: "log";
      readonly channel: string;
      readonly epoch: string;
      readonly run: number;
      readonly durability: WriteDurability;
    }
  | { readonly type: "entry"; readonly channel: string; readonly epoch: string; readonly kept: KeptEntry }
  | { readonly type: "removed"; readonly channel: string; readonly upTo: number };

/** What a run begins with. */
export interface Replayed {
  readonly logs: Map<string, SimulatedLog>;
  readonly durabilities: ReadonlyMap<string, WriteDurability>;
  readonly start: RunStart;
  /** To be written down before anything is shown. */
  readonly renamed: readonly StoreRecord[];
}

/**
 * Logs as the records tell them. One that may have been rolled back gets another epoch and keeps its entries, so that nobody
 * goes on as if nothing had happened.
 */
export function replayRecords(records: readonly StoreRecord[], newEpoch: () => string): Replayed {
  const logs = new Map<string, SimulatedLog>();
  const written = new Map<string, LogRecord>();
  let last: RunStart = { run: 0, trustedSince: 0 };
  for (const record of records) {
    if (record.type === "begun") last = record.start;
    else if (record.type === "log") {
      written.set(record.channel, record);
      logs.set(record.channel, logs.get(record.channel)?.copy(record.epoch) ?? new SimulatedLog(record.epoch));
    } else if (record.type === "entry") logs.get(record.channel)?.restore(record.kept);
    else if (record.type === "removed") logs.get(record.channel)?.removeUpTo(record.upTo);
  }
  for (const log of logs.values()) log.seal(Number.NEGATIVE_INFINITY);
  const wasClean = records.length === 0 || records.at(-1)?.type === "ended";
  const start = startRun({ ...last, wasClean });
  const renamed: StoreRecord[] = [];
  for (const [channel, log] of logs) {
    const { durability, run } = written.get(channel) ?? { durability: "commit", run: 0 };
    if (keepsEpoch({ durability, run }, start)) continue;
    const epoch = newEpoch();
    renamed.push({ type: "log", channel, epoch, run: start.run, durability });
    logs.set(channel, log.copy(epoch));
  }
  const durabilities = new Map([...written].map(([channel, { durability }]) => [channel, durability]));
  return { logs, durabilities, start, renamed };
}
