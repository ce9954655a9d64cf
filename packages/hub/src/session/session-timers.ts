/**
 * The deadlines of a session: its connect command, the server's pings and their answers, and its expiry.
 */
import type { HubServices } from "../hub-services.ts";
import type { CancelTimer } from "../ports/clock.ts";
import type { Session } from "./session.ts";

/** Timers of one session. */
export class SessionTimers {
  readonly #session: Session;
  readonly #services: HubServices;
  /** The connect command, then the next ping or its answer: never two at once. */
  #life: CancelTimer | undefined;
  #expiry: CancelTimer | undefined;

  constructor(session: Session, services: HubServices) {
    this.#session = session;
    this.#services = services;
  }

  /** Begins to wait for the connect command. */
  awaitConnect(): void {
    this.#life = this.#services.clock.setTimer(this.#services.limits.connectTimeoutMs, () =>
      this.#session.disconnect("stale"),
    );
  }

  /** The session is connected, or has answered: the next ping is due after the interval. */
  ponged(): void {
    const { clock, random, times } = this.#services;
    this.#life?.();
    if (times.pingIntervalMs === 0) return;
    this.#life = clock.setTimer(times.pingIntervalMs * (1 - 0.1 * random.fraction()), () => this.#ping());
  }

  /** Ends the session when it is not refreshed. @param expireAt Unix time in seconds; undefined: it does not expire. */
  expireAt(expireAt: number | undefined): void {
    const { clock, times } = this.#services;
    this.#expiry?.();
    this.#expiry =
      expireAt === undefined
        ? undefined
        : clock.setTimer(expireAt * 1000 - clock.wallTime() + times.expiryGraceMs, () =>
            this.#session.disconnect("expired"),
          );
  }

  end(): void {
    this.#life?.();
    this.#expiry?.();
    this.#life = undefined;
    this.#expiry = undefined;
  }

  #ping(): void {
    this.#session.ping();
    this.#life = this.#services.clock.setTimer(this.#services.times.pongTimeoutMs, () =>
      this.#session.disconnect("noPong"),
    );
  }
}
