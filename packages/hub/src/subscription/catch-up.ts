/**
 * Brings a paused subscription back to the present: reads the log from where it stands until nothing is left.
 */
import { LivePublication } from "../fan-out/live-publication.ts";
import type { Entry, HistoryStore } from "../ports/history-store.ts";
import type { Subscription } from "./subscription.ts";

/** Reads pages of `limit` entries. Stops when the connection is slow again; ends with insufficient state at a gap. */
export async function catchUp(history: HistoryStore, subscription: Subscription, limit: number): Promise<void> {
  const { state } = subscription;
  if (state.name !== "paused" || state.reader === "reading") return;
  state.reader = "reading";
  try {
    while (subscription.state === state && !subscription.host.isCongested) {
      await readOn(history, subscription, limit);
    }
  } finally {
    state.reader = "idle";
  }
}

async function readOn(history: HistoryStore, subscription: Subscription, limit: number): Promise<void> {
  const { position, channel, state } = subscription;
  const { name, options } = channel;
  // Only subscriptions of channels with a log are paused.
  if (position === undefined || options.history === undefined) throw new Error("a paused subscription has no position");
  const { entries, top } = await history.read(name, { sinceOffset: position.offset, limit }, options.history);
  if (subscription.state !== state) return;
  const isBehind = top.epoch === position.epoch && (top.offset === position.offset || entries.length > 0);
  const isContinuous = isBehind && entries.every((entry) => passOn(subscription, entry, top.epoch));
  if (!isContinuous) subscription.host.onInsufficientState(subscription);
  else if (subscription.position?.offset === top.offset) subscription.resume();
}

/** @returns false at a gap. */
function passOn(subscription: Subscription, entry: Entry, epoch: string): boolean {
  // What is left is read when the connection has drained.
  if (subscription.host.isCongested) return true;
  return subscription.catchUp(new LivePublication(entry, { offset: entry.offset, epoch }));
}
