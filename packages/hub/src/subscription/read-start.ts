/**
 * Where a new subscription begins: reads the log while what is live waits, decides about recovery, and joins both. One
 * answer, complete or honest. It knows stores and decisions, no commands.
 */
import type { Entry, HistoryStore, Position, Retention } from "../ports/history-store.ts";
import { decideRecovery } from "../recovery/decide-recovery.ts";
import { mergeLive } from "../recovery/merge-live.ts";
import type { Subscription } from "./subscription.ts";

/** How often the log is read anew when what is live does not follow it. */
const MAX_READS = 3;

/** Bounds of what is sent at once. */
export interface RecoveryLimits {
  readonly maxRecoveredEntries: number;
  readonly maxRecoveredBytes: number;
}

/** A place to begin at, or none. */
export type Start =
  | {
      readonly outcome: "found";
      readonly position: Position;
      readonly recovered: boolean;
      /** What was missed, oldest first; in `cache` mode, the newest. */
      readonly entries: readonly Entry[];
    }
  /** Log and live messages do not fit together. */
  | { readonly outcome: "inconsistent" }
  /** The subscription ended meanwhile. */
  | { readonly outcome: "ended" };

/** A part of a log. */
interface Page {
  readonly entries: readonly Entry[];
  readonly top: Position;
  readonly recovered: boolean;
}

/** Finds where `subscription`, which collects already, begins. @param asked the position to recover from, if that is wanted. */
export async function readStart(
  history: HistoryStore,
  retention: Retention,
  subscription: Subscription,
  asked: { readonly offset: number; readonly epoch: string } | undefined,
  limits: RecoveryLimits,
): Promise<Start> {
  for (let reads = 0; reads < MAX_READS; reads += 1) {
    const page = await readPage(history, retention, subscription, asked, limits);
    const { state } = subscription;
    if (state.name !== "subscribing") return { outcome: "ended" };
    const live = state.buffer.flatMap(({ entry, position }) =>
      position?.epoch === page.top.epoch ? [{ ...entry, offset: position.offset }] : [],
    );
    // What belongs to another log: the one that was read is gone, or what came is of the one before it.
    const isSameLog = live.length === state.buffer.length;
    const merged = mergeLive(page.entries, page.top.offset, live);
    if (isSameLog && merged.isContinuous && !state.overflown) {
      return {
        outcome: "found",
        // What is live and not part of a recovery is passed on after the reply.
        // The log's own object where it is the same: then all subscribers that nothing happens to share it.
        position:
          page.recovered && merged.top !== page.top.offset ? { offset: merged.top, epoch: page.top.epoch } : page.top,
        recovered: page.recovered,
        entries: page.recovered ? merged.entries : [],
      };
    }
    // What did not fit stands in the log by now, since it was appended before it was sent.
    state.buffer.length = 0;
    state.overflown = false;
  }
  return { outcome: "inconsistent" };
}

async function readPage(
  history: HistoryStore,
  retention: Retention,
  { channel, options }: Subscription,
  asked: { readonly offset: number; readonly epoch: string } | undefined,
  limits: RecoveryLimits,
): Promise<Page> {
  const { maxRecoveredEntries: limit } = limits;
  if (asked === undefined || channel.options.recovery === undefined) {
    const { top } = await history.read(channel.name, { limit: 0 }, retention);
    return { entries: [], top, recovered: false };
  }
  if (channel.options.recovery === "cache") {
    const { entries, top } = await history.read(
      channel.name,
      { limit: options.filter === undefined ? 1 : limit, reverse: true },
      retention,
    );
    return cachePage(entries, top, asked, options.filter);
  }
  const { entries, top } = await history.read(channel.name, { sinceOffset: asked.offset, limit }, retention);
  const verdict = decideRecovery(asked, top, entries, limit);
  const isSmall = verdict.recovered && bytesOf(verdict.entries) <= limits.maxRecoveredBytes;
  return verdict.recovered && isSmall
    ? { entries: verdict.entries, top, recovered: true }
    : { entries: [], top, recovered: false };
}

/** The newest entry that is wanted is all there is to recover; who has it already gets nothing. */
function cachePage(
  newestFirst: readonly Entry[],
  top: Position,
  asked: { readonly offset: number; readonly epoch: string },
  filter: Subscription["options"]["filter"],
): Page {
  if (asked.epoch === top.epoch && asked.offset === top.offset) return { entries: [], top, recovered: true };
  const newest = newestFirst.find(({ tags }) => filter === undefined || filter(tags ?? new Map()));
  return { entries: newest === undefined ? [] : [newest], top, recovered: newest !== undefined };
}

function bytesOf(entries: readonly Entry[]): number {
  return entries.reduce((sum, { data }) => sum + data.bytes.length, 0);
}
