/**
 * The deadlines of a session: its connect command, the server's pings and their answers, and its expiry.
 */
import type { HubServices } from "../hub-services.ts";
import type { CancelTimer } from "../ports/clock.ts";
import type { Session } from "./session.ts";
import type { DeadlineHolder } from "./session-deadlines.ts";

/** Timers of one session. */
export class SessionTimers implements DeadlineHolder {
  /** For `SessionDeadlines`. */
  dueTick = 0;
  waitingTick = 0;
  readonly #services: HubServices;
  /** Undefined when it has ended: what waits for a tick must not keep it. */
  #session: Session | undefined;
  /** What is due next. */
  #next: "connect" | "ping" | "pong" = "connect";
  #expiry: CancelTimer | undefined;

  constructor(session: Session, services: HubServices) {
    this.#session = session;
    this.#services = services;
  }

  /** Begins to wait for the connect command. */
  awaitConnect(): void {
    this.#expect("connect", this.#services.limits.connectTimeoutMs);
  }

  /** The session is connected, or has answered: the next ping is due after the interval. */
  ponged(): void {
    const { random, times } = this.#services;
    this.#expect("ping", times.pingIntervalMs * (1 - 0.1 * random.fraction()));
  }

  /** Ends the session when it is not refreshed. @param expireAt Unix time in seconds; undefined: it does not expire. */
  expireAt(expireAt: number | undefined): void {
    const { clock, times } = this.#services;
    this.#expiry?.();
    this.#expiry =
      expireAt === undefined
        ? undefined
        : clock.setTimer(expireAt * 1000 - clock.wallTime() + times.expiryGraceMs, () =>
            this.#session?.disconnect("expired"),
          );
  }

  end(): void {
    this.dueTick = 0;
    this.#session = undefined;
    this.#expiry?.();
    this.#expiry = undefined;
  }

  /** @see DeadlineHolder */
  expire(): void {
    switch (this.#next) {
      case "connect":
        this.#session?.disconnect("stale");
        break;
      case "ping":
        this.#session?.ping();
        this.#expect("pong", this.#services.times.pongTimeoutMs);
        break;
      case "pong":
        this.#session?.disconnect("noPong");
        break;
    }
  }

  /** @param delayMs 0: pings are off. */
  #expect(next: "connect" | "ping" | "pong", delayMs: number): void {
    const { sessionDeadlines: deadlines } = this.#services;
    this.#next = next;
    // A ping that could not be sent has ended the session.
    this.dueTick = this.#session === undefined || (next === "ping" && delayMs === 0) ? 0 : deadlines.tickIn(delayMs);
    deadlines.update(this);
  }
}
