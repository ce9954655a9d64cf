/**
 * Decides at the opening of a store which logs are still the ones that subscribers know. Pure.
 */
import type { WriteDurability } from "./group-commit.ts";

/** What a store remembers of its runs. */
export interface RunRecord {
  /** Counts the openings, from 1; 0 for a new store. */
  readonly run: number;
  /** The last run ended in peace: everything that was committed in it is on the disk. */
  readonly wasClean: boolean;
  /** Logs below `fsync` that were last written in a run before this one may have been rolled back. */
  readonly trustedSince: number;
}

/** What holds in the run that begins. */
export interface RunStart {
  readonly run: number;
  readonly trustedSince: number;
}

/** Begins the next run. After an unclean end nothing of an earlier run is trusted that was not written with an fsync. */
export function startRun(last: RunRecord): RunStart {
  const run = last.run + 1;
  return { run, trustedSince: last.wasClean ? last.trustedSince : run };
}

/** What a store remembers of a log. */
export interface LogRecord {
  /** The least that an entry of it was shown at. */
  readonly durability: WriteDurability;
  /** In which run it got its epoch. */
  readonly run: number;
}

/** Whether a log keeps its epoch. Where not, it must get a new one before anybody is shown a position of it. */
export function keepsEpoch(log: LogRecord, start: RunStart): boolean {
  return log.durability === "fsync" || log.run >= start.trustedSince;
}

/**
 * What a write to a log must survive. The first write below `fsync` to a log whose entries had one is written with an fsync,
 * so that the word that it is below cannot be lost while its entries have been shown.
 */
export function neededFor(log: LogRecord, asked: WriteDurability): WriteDurability {
  return log.durability === "fsync" ? "fsync" : asked;
}
