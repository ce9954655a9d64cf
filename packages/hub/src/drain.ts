/**
 * Sends everybody away, not all at once: who comes back at the same moment as thousands of others is served late. Whoever
 * reads slowly is sent away last, so that what waits for it can still leave.
 */
import type { HubServices } from "./hub-services.ts";
import type { Session } from "./session/session.ts";

/** Between two batches. */
const BATCH_MS = 100;

/** Closes all sessions with 3001, in random order, evenly over `windowMs`; slow ones when they have caught up, or at its end. */
export async function drain({ sessions, random, clock }: HubServices, windowMs: number): Promise<void> {
  const leaving = sessions
    .all()
    .map((session) => ({ session, order: random.fraction() }))
    .sort((a, b) => a.order - b.order)
    .map(({ session }) => session);
  const batches = Math.max(1, Math.ceil(windowMs / BATCH_MS));
  const size = Math.ceil(leaving.length / batches);
  let slow: Session[] = [];
  for (let batch = 0; batch < batches; batch += 1) {
    const due = [...slow, ...leaving.slice(batch * size, (batch + 1) * size)];
    slow = due.filter((session) => session.isCongested);
    for (const session of due) if (!session.isCongested) session.disconnect("shutdown");
    const isDone = slow.length === 0 && (batch + 1) * size >= leaving.length;
    if (isDone || batch === batches - 1) break;
    await new Promise<void>((resolve) => clock.setTimer(BATCH_MS, resolve));
  }
  // Those who are still slow, and who came just before.
  for (const session of sessions.all()) session.disconnect("shutdown");
}
