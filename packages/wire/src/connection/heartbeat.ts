/**
 * Finds a peer that is gone (RFC 6455 §5.5.2): a Ping after silence, a failure when nothing at all follows it.
 * It knows moments only; the connection sends the Ping. While reading is paused it waits: silence is then our own doing.
 */

const NEVER = Number.POSITIVE_INFINITY;
/** Of a moment that has not come. Fields hold whole numbers only: each other number would be an object of its own. */
const NOT_YET = -1;

/** What is due at a moment. */
export type HeartbeatDue = "nothing" | "ping" | "timeout";

/** One connection's heartbeat. Any byte from the peer counts as life, so a busy connection is never pinged. */
export class Heartbeat {
  readonly #intervalMs: number;
  readonly #timeoutMs: number;
  #heardAt: number;
  #pingedAt = NOT_YET;
  #paused = false;

  /** @param intervalMs silence before a Ping; 0 switches the heartbeat off. @param timeoutMs from Ping to failure; 0: never. */
  constructor(intervalMs: number, timeoutMs: number, now: number) {
    this.#intervalMs = intervalMs;
    this.#timeoutMs = timeoutMs;
    this.#heardAt = now;
  }

  /** True between `setPaused(true)` and `setPaused(false)`. */
  get isPaused(): boolean {
    return this.#paused;
  }

  /** The next moment at which something may be due; it may move on by then. */
  get nextDeadline(): number {
    if (this.#paused) return NEVER;
    if (this.#pingedAt === NOT_YET) return this.#intervalMs > 0 ? this.#heardAt + this.#intervalMs : NEVER;
    return this.#timeoutMs > 0 ? this.#pingedAt + this.#timeoutMs : NEVER;
  }

  /** The peer gave a sign of life. */
  heard(now: number): void {
    this.#heardAt = now;
    this.#pingedAt = NOT_YET;
  }

  /** A pause ends the wait for an answer; after it, the silence is counted anew. */
  setPaused(paused: boolean, now: number): void {
    this.#paused = paused;
    this.heard(now);
  }

  /** A Ping was sent: an answer is expected. */
  pinged(now: number): void {
    this.#pingedAt = now;
  }

  /** What to do at `now`. After "ping", say `pinged`, or `heard` to ask again an interval later. */
  due(now: number): HeartbeatDue {
    if (now < this.nextDeadline) return "nothing";
    return this.#pingedAt === NOT_YET ? "ping" : "timeout";
  }
}
