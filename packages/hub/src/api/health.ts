/**
 * Whether the server is healthy and ready, for whoever restarts it and whoever sends it traffic.
 */
import type { Hub } from "../hub.ts";
import type { Clock } from "../ports/clock.ts";

/** Healthy, or why not. */
export type Health = { readonly ok: true } | { readonly ok: false; readonly why: string };

/** Asks a hub how it is. */
export class HealthCheck {
  readonly #hub: Hub;
  readonly #clock: Clock;
  readonly #deadlineMs: number;
  #isStarted = false;

  constructor(hub: Hub, clock: Clock, deadlineMs: number) {
    this.#hub = hub;
    this.#clock = clock;
    this.#deadlineMs = deadlineMs;
    hub.ready.then(
      () => {
        this.#isStarted = true;
      },
      () => undefined, // the hub has reported it
    );
  }

  /** A message goes to the broker and comes back in time. Never rejects. */
  async health(): Promise<Health> {
    let cancel = (): void => undefined;
    const late = new Promise<Health>((resolve) => {
      cancel = this.#clock.setTimer(this.#deadlineMs, () =>
        resolve({ ok: false, why: `no message came back from the broker within ${this.#deadlineMs} ms` }),
      );
    });
    const probed = this.#hub.probe().then(
      (): Health => ({ ok: true }),
      (): Health => ({ ok: false, why: "the broker failed" }),
    );
    const health = await Promise.race([probed, late]);
    cancel();
    return health;
  }

  /** Started, and not ending. */
  ready(): Health {
    if (!this.#hub.isOpen) return { ok: false, why: "the server is draining" };
    return this.#isStarted ? { ok: true } : { ok: false, why: "the server is starting" };
  }
}
