/**
 * Wakes all sessions of a hub with one timer, since a timer of each would cost more than the rest of it. Deadlines are
 * kept in ticks and looked up again when their tick comes, so that one that has moved later costs nothing until then.
 * It knows nothing of what is due.
 */
import type { CancelTimer, Clock } from "../ports/clock.ts";

/** Deadlines are met up to this much late, and never early. */
const TICK_MS = 50;
/** A timer that comes this late finds a process that was busy or asleep. */
const LATE_MS = 500;

/** Something with one deadline, which may move later at any time. */
export interface DeadlineHolder {
  /** 0: nothing is due. */
  readonly dueTick: number;
  /** Used by the deadlines only: where it waits; 0 at first. */
  waitingTick: number;
  /** Does what is due. */
  expire(): void;
}

/** Holders by the tick that each waits for. */
export class SessionDeadlines {
  readonly #clock: Clock;
  readonly #byTick = new Map<number, DeadlineHolder[]>();
  #cancel: CancelTimer | undefined;
  #timerTick = Number.POSITIVE_INFINITY;
  /** What peers have sent while the process was away has been read. */
  #hasCaughtUp = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The tick of a deadline so many milliseconds from now. */
  tickIn(delayMs: number): number {
    return Math.max(1, Math.ceil((this.#clock.now() + delayMs) / TICK_MS));
  }

  /** To be called when `dueTick` was set. */
  update(holder: DeadlineHolder): void {
    const { dueTick, waitingTick } = holder;
    // Who waits for an earlier tick is looked at then.
    if (dueTick === 0 || (waitingTick !== 0 && waitingTick <= dueTick)) return;
    holder.waitingTick = dueTick;
    const holders = this.#byTick.get(dueTick);
    if (holders === undefined) this.#byTick.set(dueTick, [holder]);
    else holders.push(holder);
    if (dueTick < this.#timerTick) this.#setTimer(dueTick);
  }

  /** Wakes nobody any more. */
  stop(): void {
    this.#cancel?.();
    this.#byTick.clear();
  }

  #setTimer(tick: number): void {
    this.#cancel?.();
    this.#timerTick = tick;
    this.#cancel = this.#clock.setTimer(tick * TICK_MS - this.#clock.now(), () => this.#wake());
  }

  #wake(): void {
    const now = this.#clock.now();
    if (!this.#hasCaughtUp && now - this.#timerTick * TICK_MS > LATE_MS) {
      // Timers come before input. What arrived while we were away is read first: no peer is silent for our own delay.
      this.#hasCaughtUp = true;
      this.#cancel = this.#clock.setTimer(0, () => this.#wake());
      return;
    }
    this.#hasCaughtUp = false;
    this.#timerTick = Number.POSITIVE_INFINITY;
    for (const [tick, holders] of this.#byTick) {
      if (tick * TICK_MS > now) continue;
      this.#byTick.delete(tick);
      for (const holder of holders) this.#visit(holder, tick);
    }
    let next = Number.POSITIVE_INFINITY;
    for (const tick of this.#byTick.keys()) next = Math.min(next, tick);
    if (next < this.#timerTick) this.#setTimer(next);
  }

  #visit(holder: DeadlineHolder, tick: number): void {
    // It has moved to an earlier tick meanwhile.
    if (holder.waitingTick !== tick) return;
    holder.waitingTick = 0;
    if (holder.dueTick !== 0 && holder.dueTick <= tick) holder.expire();
    this.update(holder);
  }
}
