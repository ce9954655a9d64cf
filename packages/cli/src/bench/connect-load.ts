/**
 * Opening handshakes, over and over: connect, ask, be accepted, reset. `connections` are under way at any time.
 * What is counted and timed is handshakes, from the TCP connection to the last byte of the 101 response.
 */
import { CommandError, exitCodes } from "../command-error.ts";
import { createDialer } from "./create-dialer.ts";
import { createHandshaker, type Handshaker } from "./handshaker.ts";
import type { Load, LoadPlan } from "./load.ts";
import { type DeliveryFaults, LoadMeter } from "./load-meter.ts";
import { untilAllBack } from "./until-all-back.ts";

/** The load of `longwire bench connect`. */
export class ConnectLoad implements Load {
  readonly meter: LoadMeter = new LoadMeter();
  readonly failed: Promise<never>;
  readonly #plan: LoadPlan;
  readonly #shake: Handshaker;
  readonly #fail: (error: Error) => void;
  #underWay = 0;
  #isEnding = false;

  constructor(plan: LoadPlan) {
    this.#plan = plan;
    this.#shake = createHandshaker(createDialer(plan.target), plan.target.requestHead);
    const { promise, reject } = Promise.withResolvers<never>();
    this.failed = promise;
    this.#fail = reject;
    promise.catch(() => undefined); // as in ConnectionPool
  }

  async open(): Promise<void> {
    // Each connection is a part of what is measured.
  }

  begin(): void {
    for (let i = 0; i < this.#plan.connections; i += 1) this.#connect();
  }

  async end(): Promise<DeliveryFaults> {
    this.#isEnding = true;
    await untilAllBack(() => this.#underWay, this.#plan.patienceMs, this.failed);
    return { lost: this.#underWay, duplicated: 0, reordered: 0, corrupted: 0 };
  }

  #connect(): void {
    const beganMs = performance.now();
    this.#underWay += 1;
    this.#shake({
      onDone: () => {
        this.meter.latency.record(performance.now() - beganMs);
        this.meter.add(1);
        this.#underWay -= 1;
        if (!this.#isEnding) this.#connect();
      },
      onFailed: (error) => {
        const where = this.#plan.target.url;
        this.#fail(new CommandError(`a handshake with ${where} failed: ${error.message}`, exitCodes.failed));
      },
    });
  }
}
