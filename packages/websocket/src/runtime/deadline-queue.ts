/**
 * Wakes many connections with one timer. Deadlines are rounded up to a tick and looked up again when their tick comes,
 * so one that has moved later costs nothing until then. It knows nothing of what is due.
 */
import type { CancelTimer, Clock } from "./clock.ts";

/** Something with deadlines. */
export interface DeadlineEntry {
  /** Used by the queue only: the tick that this entry waits for, `notScheduled` at first. */
  scheduledTick: number;
  /** The next moment at which `expire` may have something to do, or `Infinity`. */
  nextDeadline(): number;
  /** Does what is due. */
  expire(now: number): void;
}

/** Of an entry that waits for no tick. */
export const notScheduled = -1;

/** Deadlines are met up to this much late, and never early. */
export const tickMs = 50;

/** A timer that comes this late finds a process that was busy or asleep. */
const LATE_MS = 500;

const NEVER = Number.POSITIVE_INFINITY;

/** Holds entries by the tick of their next deadline. */
export class DeadlineQueue {
  readonly #clock: Clock;
  readonly #entriesByTick = new Map<number, Set<DeadlineEntry>>();
  #cancelTimer: CancelTimer | undefined;
  #timerTick = NEVER;
  /** No entry is put before this tick: what is overdue again as soon as it has expired waits for the next one. */
  #earliestTick = 0;
  /** What peers have sent while the process was away has been read. */
  #hasCaughtUp = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How many entries wait. */
  get size(): number {
    let size = 0;
    for (const entries of this.#entriesByTick.values()) size += entries.size;
    return size;
  }

  /** To be called when the entry's next deadline may have become earlier; a later one needs no call. */
  update(entry: DeadlineEntry): void {
    const deadline = entry.nextDeadline();
    if (deadline === NEVER) return;
    const tick = Math.ceil(deadline / tickMs);
    if (entry.scheduledTick !== notScheduled) {
      if (tick >= entry.scheduledTick) return;
      this.remove(entry);
    }
    this.#put(entry, tick);
  }

  /** The entry has ended. */
  remove(entry: DeadlineEntry): void {
    if (entry.scheduledTick === notScheduled) return;
    this.#entriesByTick.get(entry.scheduledTick)?.delete(entry);
    entry.scheduledTick = notScheduled;
  }

  #put(entry: DeadlineEntry, tick: number): void {
    const at = Math.max(tick, this.#earliestTick);
    entry.scheduledTick = at;
    let entries = this.#entriesByTick.get(at);
    if (entries === undefined) {
      entries = new Set();
      this.#entriesByTick.set(at, entries);
    }
    entries.add(entry);
    if (at < this.#timerTick) this.#setTimer(at);
  }

  #setTimer(tick: number): void {
    this.#cancelTimer?.();
    this.#timerTick = tick;
    this.#cancelTimer = this.#clock.setTimer(tick * tickMs - this.#clock.now(), () => this.#wake());
  }

  #wake(): void {
    const now = this.#clock.now();
    if (!this.#hasCaughtUp && now - this.#timerTick * tickMs > LATE_MS) {
      // Timers come before input. What arrived while we were away is read first: no peer is silent for our own delay.
      this.#hasCaughtUp = true;
      this.#cancelTimer = this.#clock.setTimer(0, () => this.#wake());
      return;
    }
    this.#hasCaughtUp = false;
    this.#timerTick = NEVER;
    this.#cancelTimer = undefined;
    this.#earliestTick = Math.floor(now / tickMs) + 1;
    for (const [tick, entries] of this.#entriesByTick) {
      if (tick * tickMs > now) continue;
      // Forgotten only afterwards, so that an entry that ends another can still remove it.
      for (const entry of entries) this.#visit(entry, now);
      this.#entriesByTick.delete(tick);
    }
    let next = NEVER;
    for (const tick of this.#entriesByTick.keys()) next = Math.min(next, tick);
    if (next < this.#timerTick) this.#setTimer(next);
  }

  #visit(entry: DeadlineEntry, now: number): void {
    entry.scheduledTick = notScheduled;
    if (entry.nextDeadline() <= now) entry.expire(now);
    this.update(entry);
  }
}
