/**
 * Messages of one sender that go to everyone. In rounds: connection 1 sends `inFlight` messages; when all connections
 * (of a hub: all subscribers) have all of them, the next round begins. What is counted is deliveries; what is timed is
 * rounds.
 */
import { ConnectionPool } from "./connection-pool.ts";
import { DeliveryChecks, MessageSource } from "./delivery-check.ts";
import { textFrame } from "./hub-member.ts";
import type { HubPlan, Load, LoadPlan } from "./load.ts";
import { LoadFrames } from "./load-frames.ts";
import { type DeliveryFaults, LoadMeter } from "./load-meter.ts";
import { untilAllBack } from "./until-all-back.ts";

/** The load of `longwire bench fanout`. */
export class FanOutLoad implements Load {
  readonly meter: LoadMeter = new LoadMeter();
  readonly #plan: LoadPlan;
  readonly #pool: ConnectionPool;
  readonly #checks: DeliveryChecks;
  #source: { send(count: number): void } | undefined;
  #underWay = 0;
  #roundBeganMs = 0;
  #isEnding = false;

  constructor(plan: LoadPlan) {
    this.#plan = plan;
    this.#checks = new DeliveryChecks(plan);
    this.#pool = new ConnectionPool(plan, {
      onMessages: (_index, count) => this.#onMessages(count),
      onPayload: this.#checks.newOnPayload,
    });
  }

  get failed(): Promise<never> {
    return this.#pool.failed;
  }

  async open(): Promise<void> {
    await this.#pool.open();
    const { sizeBytes, inFlight, isVerified, isDeflated, hub } = this.#plan;
    const write = this.#pool.writer(0);
    this.#source =
      hub === undefined
        ? new MessageSource(new LoadFrames(sizeBytes, inFlight, isDeflated), isVerified, write)
        : publicationSource(hub, sizeBytes, inFlight, write);
  }

  begin(): void {
    this.#beginRound(performance.now());
  }

  async end(): Promise<DeliveryFaults> {
    this.#isEnding = true;
    await untilAllBack(() => this.#underWay, this.#plan.patienceMs, this.failed);
    this.#pool.end();
    return this.#checks.faults(this.#underWay);
  }

  #beginRound(nowMs: number): void {
    this.#roundBeganMs = nowMs;
    this.#underWay = this.#plan.inFlight * this.#plan.connections;
    this.#source?.send(this.#plan.inFlight);
  }

  #onMessages(count: number): void {
    this.meter.add(count);
    this.#underWay -= count;
    if (this.#underWay > 0 || this.#source === undefined) return;
    const nowMs = performance.now();
    this.meter.latency.record(nowMs - this.#roundBeganMs);
    if (!this.#isEnding) this.#beginRound(nowMs);
  }
}

/** Publishes the same rounds of `inFlight` frames, made once. */
function publicationSource(
  { dialect, channel }: HubPlan,
  sizeBytes: number,
  inFlight: number,
  write: (bytes: Buffer) => void,
): { send(count: number): void } {
  const frame = textFrame(dialect.publish(channel, "x".repeat(sizeBytes), undefined));
  const round = Buffer.concat(new Array<Buffer>(inFlight).fill(frame));
  return { send: (count) => write(round.subarray(0, count * frame.length)) };
}
