/**
 * Decides whether a subscriber that was away can go on as if it had not been. Pure: what the log said and what was asked
 * go in, a verdict comes out. `recovered` is never said when it is not so, and never kept back when it is.
 */
import type { Entry, Position } from "../ports/history-store.ts";

/** Why a position cannot be recovered from. */
export type UnrecoverableReason =
  /** The log is another one: it was lost, rolled back, or made anew. */
  | "epoch-changed"
  /** The position is ahead of the log: it was never handed out by this log. */
  | "offset-ahead"
  /** Entries after the position have been trimmed. */
  | "trimmed"
  /** More is missing than is sent at once. */
  | "too-many"
  /** The page that was read has a hole: the store is damaged. */
  | "gap";

/** The answer to a resuming subscriber. */
export type RecoveryVerdict =
  | { readonly recovered: true; readonly entries: readonly Entry[] }
  | { readonly recovered: false; readonly reason: UnrecoverableReason };

/**
 * Judges a resume at `asked`.
 * @param page entries after `asked.offset`, oldest first, of one read together with `top`. It may be cut at `maxEntries`.
 * @param maxEntries what is sent at once; a longer gap is not recovered, since part of it would be worse than none.
 */
export function decideRecovery(
  asked: { readonly offset: number; readonly epoch: string },
  top: Position,
  page: readonly Entry[],
  maxEntries: number,
): RecoveryVerdict {
  // An empty epoch names no log. Whoever has nothing of any log can be given all of this one.
  const isSameLog = asked.epoch === top.epoch || (asked.epoch === "" && asked.offset === 0);
  if (!isSameLog) return { recovered: false, reason: "epoch-changed" };
  if (asked.offset > top.offset) return { recovered: false, reason: "offset-ahead" };
  const missed = top.offset - asked.offset;
  // Nothing was missed: that the log may have been trimmed since does not matter.
  if (missed === 0) return { recovered: true, entries: [] };
  const first = page[0];
  // Entries may also have run out between two reads: then the page begins too late, or is empty.
  if (first === undefined || first.offset > asked.offset + 1) return { recovered: false, reason: "trimmed" };
  if (missed > maxEntries) return { recovered: false, reason: "too-many" };
  const isWhole = page.length === missed && page.every((entry, i) => entry.offset === asked.offset + 1 + i);
  return isWhole ? { recovered: true, entries: page } : { recovered: false, reason: "gap" };
}
