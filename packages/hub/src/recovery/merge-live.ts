/**
 * Joins what was read from a log with what arrived live while it was read: in order, each once, without a gap. Pure.
 */
import type { Entry } from "../ports/history-store.ts";

/** A continuous run of entries, or the word that there is none. */
export type MergeResult =
  | { readonly isContinuous: true; readonly entries: readonly Entry[]; readonly top: number }
  | { readonly isContinuous: false };

/**
 * Merges.
 * @param read entries that follow `top − read.length`, oldest first and without gap, up to `top`.
 * @param live entries that arrived meanwhile, in any order, perhaps twice, perhaps in `read` too.
 * @returns all of them once in order, when those beyond `top` follow it without a gap.
 */
export function mergeLive(read: readonly Entry[], top: number, live: readonly Entry[]): MergeResult {
  const entries = [...read];
  let last = top;
  for (const entry of [...live].sort((a, b) => a.offset - b.offset)) {
    if (entry.offset <= last) continue;
    if (entry.offset !== last + 1) return { isContinuous: false };
    entries.push(entry);
    last = entry.offset;
  }
  return { isContinuous: true, entries, top: last };
}
