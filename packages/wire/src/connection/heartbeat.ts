/**
 * Finds a peer that is gone (RFC 6455 §5.5.2): a Ping after silence, a failure when nothing at all follows it.
 * It knows moments only; the connection sends the Ping. While reading is paused it waits: silence is then our own doing.
 */

const NEVER = Number.POSITIVE_INFINITY;

/** What is due at a moment. */
export type HeartbeatDue = "nothing" | "ping" | "timeout";

/** One connection's heartbeat. Any byte from the peer counts as life, so a busy connection is never pinged. */
export class Heartbeat {
  readonly #intervalMs: number;
  readonly #timeoutMs: number;
  #heardAt: number;
  #pingedAt = NEVER;
  #paused = false;

  /** @param intervalMs silence before a Ping; 0 switches the heartbeat off. @param timeoutMs from Ping to failure; 0: never. */
  constructor(intervalMs: number, timeoutMs: number, now: number) {
    this.#intervalMs = intervalMs > 0 ? intervalMs : NEVER;
    this.#timeoutMs = timeoutMs > 0 ? timeoutMs : NEVER;
    this.#heardAt = now;
  }

  /** The next moment at which something may be due; it may move on by then. */
  get nextDeadline(): number {
    if (this.#paused) return NEVER;
    return this.#pingedAt === NEVER ? this.#heardAt + this.#intervalMs : this.#pingedAt + this.#timeoutMs;
  }

  /** The peer gave a sign of life. */
  heard(now: number): void {
    this.#heardAt = now;
    this.#pingedAt = NEVER;
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
    return this.#pingedAt === NEVER ? "ping" : "timeout";
  }
}
