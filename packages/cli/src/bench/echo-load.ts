/**
 * Messages that come back to their sender. Closed loop: each answer is followed by the next message, so that
 * `inFlight` are always under way on each connection. Or, with a rate, open loop: see `Pace`.
 */
import { ConnectionPool } from "./connection-pool.ts";
import { DeliveryChecks, MessageSource } from "./delivery-check.ts";
import type { Load, LoadPlan } from "./load.ts";
import { LoadFrames } from "./load-frames.ts";
import { type DeliveryFaults, LoadMeter } from "./load-meter.ts";
import { Pace } from "./pace.ts";
import { SentTimes } from "./sent-times.ts";
import { untilAllBack } from "./until-all-back.ts";

/** One connection's side of the load. */
interface Lane {
  readonly source: MessageSource;
  readonly sentTimes: SentTimes;
  underWay: number;
}

/** The load of `longwire bench echo`. */
export class EchoLoad implements Load {
  readonly meter: LoadMeter = new LoadMeter();
  readonly #plan: LoadPlan;
  readonly #pool: ConnectionPool;
  readonly #frames: LoadFrames;
  readonly #checks: DeliveryChecks;
  #lanes: readonly Lane[] = [];
  #isEnding = false;
  /** Where the next message goes when they move from connection to connection. */
  #cursor = 0;
  #pace: Pace | undefined;

  constructor(plan: LoadPlan) {
    this.#plan = plan;
    this.#checks = new DeliveryChecks(plan);
    this.#frames = new LoadFrames(plan.sizeBytes, plan.inFlight, plan.isDeflated);
    this.#pool = new ConnectionPool(plan, {
      onMessages: (index, count) => this.#onMessages(index, count),
      onPayload: this.#checks.newOnPayload,
    });
  }

  get failed(): Promise<never> {
    return this.#pool.failed;
  }

  async open(): Promise<void> {
    await this.#pool.open();
    this.#lanes = Array.from({ length: this.#plan.connections }, (_, index) => ({
      source: new MessageSource(this.#frames, this.#plan.isVerified, this.#pool.writer(index)),
      sentTimes: new SentTimes(),
      underWay: 0,
    }));
  }

  begin(): void {
    const { ratePerSecond, inFlight, inFlightTotal } = this.#plan;
    if (inFlightTotal > 0) {
      this.#sendAlong(inFlightTotal, performance.now());
      return;
    }
    if (ratePerSecond === 0) {
      for (const lane of this.#lanes) this.#send(lane, inFlight, performance.now());
      return;
    }
    this.#pace = new Pace(ratePerSecond, (number, dueMs) => {
      const lane = this.#lanes[number % this.#lanes.length];
      if (lane !== undefined) this.#send(lane, 1, dueMs);
    });
  }

  async end(): Promise<DeliveryFaults> {
    this.#isEnding = true;
    this.#pace?.stop();
    const underWay = (): number => this.#lanes.reduce((sum, lane) => sum + lane.underWay, 0);
    await untilAllBack(underWay, this.#plan.patienceMs, this.failed);
    this.#pool.end();
    return this.#checks.faults(underWay());
  }

  #send(lane: Lane, count: number, nowMs: number): void {
    lane.underWay += count;
    lane.sentTimes.sent(count, nowMs);
    lane.source.send(count);
  }

  /** One message on each of the next `count` connections. */
  #sendAlong(count: number, nowMs: number): void {
    for (let i = 0; i < count; i += 1) {
      const lane = this.#lanes[this.#cursor];
      this.#cursor = (this.#cursor + 1) % this.#lanes.length;
      if (lane !== undefined) this.#send(lane, 1, nowMs);
    }
  }

  #onMessages(index: number, count: number): void {
    const lane = this.#lanes[index];
    if (lane === undefined) return; // before `open` was done: a server that speaks first
    const nowMs = performance.now();
    lane.underWay -= count;
    lane.sentTimes.cameBack(count, nowMs, this.meter.latency);
    this.meter.add(count);
    if (this.#isEnding || this.#pace !== undefined) return;
    if (this.#plan.inFlightTotal > 0) this.#sendAlong(count, nowMs);
    else this.#send(lane, count, nowMs);
  }
}
