/**
 * Finds the oldest entry that a log keeps. By count it is arithmetic; by bytes and age it looks at entries, but only when the
 * bounds say that one may have to go, and then at few: it doubles its steps and halves them again.
 */
import type { EntryEdge } from "./entry-table.ts";
import type { LogRow } from "./log.ts";

/** Bounds of a log. */
export interface TrimBounds {
  readonly maxEntries: number;
  readonly maxBytes: number;
  /** 0: entries stay. */
  readonly ttlMs: number;
}

/** Moves `row.first`, with what is known about it. @param edge of an entry of the log, when it is there. */
export function trim(
  row: LogRow,
  { maxEntries, maxBytes, ttlMs }: TrimBounds,
  now: number,
  edge: (offset: number) => EntryEdge | undefined,
): void {
  row.first = Math.max(row.first, row.top - maxEntries + 1);
  if (row.first > row.top) return;
  const isTooMuch = ({ bytesBefore }: EntryEdge): boolean => row.total - bytesBefore > maxBytes;
  const isTooOld = ({ at }: EntryEdge): boolean => ttlMs > 0 && now - at >= ttlMs;
  const known = { at: row.oldestAt, bytesBefore: row.dropped };
  if (!isTooMuch(known) && !isTooOld(known)) return;
  const isGone = (offset: number): boolean => {
    const found = edge(offset);
    return found === undefined || isTooMuch(found) || isTooOld(found);
  };
  row.first = firstThatStays(row.first, row.top, isGone);
  const first = row.first > row.top ? undefined : edge(row.first);
  row.dropped = first?.bytesBefore ?? row.total;
  row.oldestAt = first?.at ?? now;
}

/** The first of `from` to `to` that is not gone, or `to + 1`. Those that are gone come before all others. */
function firstThatStays(from: number, to: number, isGone: (offset: number) => boolean): number {
  if (!isGone(from)) return from;
  let gone = from;
  let step = 1;
  while (gone + step <= to && isGone(gone + step)) {
    gone += step;
    step *= 2;
  }
  let stays = Math.min(gone + step, to + 1);
  while (stays - gone > 1) {
    const middle = gone + Math.floor((stays - gone) / 2);
    if (isGone(middle)) gone = middle;
    else stays = middle;
  }
  return stays;
}
