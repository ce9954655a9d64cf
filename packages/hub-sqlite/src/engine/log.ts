/**
 * What is known of one log in the store's thread: its row, and what the present transaction did to it.
 */
import type { Position } from "@longwire/hub";
import type { WriteDurability } from "../group-commit.ts";

/** The row of a log. Times are of the store, in milliseconds. */
export interface LogRow {
  epoch: string;
  /** The least that an entry was shown at, in this epoch. */
  durability: WriteDurability;
  /** In which run it got its epoch, or went below `fsync`. */
  run: number;
  /** Offset of the newest entry, also when it is gone. */
  top: number;
  /** Entries before it are gone for readers. */
  first: number;
  /** Entries before it are gone from the file. */
  low: number;
  /** Bytes of all entries ever. */
  total: number;
  /** Bytes of the entries before `first`; less when nobody has looked since `first` moved. */
  dropped: number;
  /** When the entry `first` was appended; earlier when nobody has looked since. */
  oldestAt: number;
  /** Of the latest retention. */
  ttlMs: number;
  /** When it was last written, and about when it was last read. */
  touchedAt: number;
  /** When a sweep must look at it. */
  dueAt: number;
}

/** A log. */
export interface Log {
  readonly id: number;
  readonly channel: string;
  readonly row: LogRow;
  /** The present transaction changed it: what it holds is not committed. */
  isTouched: boolean;
  isDueMoved: boolean;
}

/** Where it ends. */
export function topOf({ row }: Log): Position {
  return { offset: row.top, epoch: row.epoch };
}
