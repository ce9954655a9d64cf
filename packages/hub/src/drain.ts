/**
 * Sends everybody away, not all at once: who comes back at the same moment as thousands of others is served late.
 */
import type { HubServices } from "./hub-services.ts";

/** Between two batches. */
const BATCH_MS = 100;

/** Closes all sessions with 3001, in random order, evenly over `windowMs`. */
export async function drain({ sessions, random, clock }: HubServices, windowMs: number): Promise<void> {
  const leaving = sessions
    .all()
    .map((session) => ({ session, order: random.fraction() }))
    .sort((a, b) => a.order - b.order);
  const batches = Math.max(1, Math.ceil(windowMs / BATCH_MS));
  const size = Math.ceil(leaving.length / batches);
  for (let from = 0; from < leaving.length; from += size) {
    for (const { session } of leaving.slice(from, from + size)) session.disconnect("shutdown");
    if (from + size < leaving.length) await new Promise<void>((resolve) => clock.setTimer(BATCH_MS, resolve));
  }
  // Who came just before.
  for (const session of sessions.all()) session.disconnect("shutdown");
}
