/**
 * Finds silent losses: now and then the position of each subscriber of a channel is compared with the log's, also when
 * nothing arrives. Who stays behind, or is ahead of the log, is told to recover.
 */
import type { CancelTimer, Clock } from "../ports/clock.ts";
import type { HistoryStore, Position, Retention } from "../ports/history-store.ts";
import type { Random } from "../ports/random.ts";
import type { Subscription } from "../subscription/subscription.ts";
import type { LocalChannel } from "./local-channel.ts";

/** How long what was published may be on its way. */
const SETTLE_MS = 1000;

/** What a check needs. */
export interface PositionCheckPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly history: HistoryStore;
  readonly intervalMs: number;
  readonly onError: (error: unknown) => void;
}

/** The checks of one channel. They go on until `stop`. */
export class PositionCheck {
  readonly #channel: LocalChannel;
  readonly #retention: Retention;
  readonly #ports: PositionCheckPorts;
  #cancel: CancelTimer;
  #state: "running" | "stopped" = "running";

  constructor(channel: LocalChannel, retention: Retention, ports: PositionCheckPorts) {
    this.#channel = channel;
    this.#retention = retention;
    this.#ports = ports;
    this.#cancel = this.#schedule();
  }

  /** Checks at once: messages may have been lost. */
  now(): void {
    if (this.#state === "stopped") return;
    this.#cancel();
    this.#begin();
  }

  stop(): void {
    this.#state = "stopped";
    this.#cancel();
  }

  #schedule(): CancelTimer {
    const { clock, random, intervalMs } = this.#ports;
    return clock.setTimer(intervalMs * (0.9 + 0.2 * random.fraction()), () => this.#begin());
  }

  #begin(): void {
    this.#check().catch((error: unknown) => {
      this.#ports.onError(error);
      if (this.#state === "running") this.#cancel = this.#schedule();
    });
  }

  async #check(): Promise<void> {
    const top = await this.#top();
    if (this.#state === "stopped") return;
    const suspects = this.#subscribers().filter(({ position }) => isElsewhere(position, top));
    if (suspects.length === 0) this.#cancel = this.#schedule();
    // What was published just before may still be on its way to them.
    else this.#cancel = this.#ports.clock.setTimer(SETTLE_MS, () => this.#recheck(suspects, top));
  }

  #recheck(suspects: readonly Subscription[], then: Position): void {
    const positions = suspects.map(({ position }) => position);
    this.#top()
      .then((top) => {
        for (const [i, suspect] of suspects.entries()) {
          const isBehind = isElsewhere(suspect.position, then) && isBefore(suspect.position, then);
          const isAhead = isAfter(positions[i], top);
          const isSubscribed = this.#state === "running" && suspect.state.name === "subscribed";
          if (isSubscribed && (isBehind || isAhead)) suspect.host.onInsufficientState(suspect);
        }
      })
      .catch(this.#ports.onError)
      .finally(() => {
        if (this.#state === "running") this.#cancel = this.#schedule();
      });
  }

  #subscribers(): Subscription[] {
    // Those who are paused catch up by themselves; those who subscribe read the log.
    return [...this.#channel.subscriptions].filter(({ state }) => state.name === "subscribed");
  }

  async #top(): Promise<Position> {
    const { top } = await this.#ports.history.read(this.#channel.resolved.name, { limit: 0 }, this.#retention);
    return top;
  }
}

function isElsewhere(position: Position | undefined, top: Position): boolean {
  return position !== undefined && (position.epoch !== top.epoch || position.offset !== top.offset);
}

function isBefore(position: Position | undefined, top: Position): boolean {
  return position !== undefined && (position.epoch !== top.epoch || position.offset < top.offset);
}

function isAfter(position: Position | undefined, top: Position): boolean {
  return position !== undefined && position.epoch === top.epoch && position.offset > top.offset;
}
