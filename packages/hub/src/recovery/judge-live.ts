/**
 * Judges a publication that arrives at a subscriber with a position. Pure.
 */

/** What is to be done with it. */
export type LiveVerdict =
  /** It is the next one. */
  | "deliver"
  /** It was delivered before. */
  | "duplicate"
  /** Something before it is missing, or the log is another one: the subscriber must recover. */
  | "gap";

/** Compares an arriving position with the subscriber's. */
export function judgeLive(
  subscriber: { readonly offset: number; readonly epoch: string },
  arriving: { readonly offset: number; readonly epoch: string },
): LiveVerdict {
  if (arriving.epoch !== subscriber.epoch) return "gap";
  if (arriving.offset <= subscriber.offset) return "duplicate";
  return arriving.offset === subscriber.offset + 1 ? "deliver" : "gap";
}
