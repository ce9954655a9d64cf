/**
 * Publications of one sender at a constant rate, over a number of keys, to the subscribers of a hub; beside them, if
 * asked for, one that reads slowly. What is counted is deliveries. What is timed, from when each publication was due, is
 * those of some subscribers, because looking into all of them would be the load. In the end the slow one reads on, and
 * must have the last publication of every key.
 */
import { ConnectionPool } from "./connection-pool.ts";
import { HubMember, textFrame } from "./hub-member.ts";
import type { HubPlan, Load, LoadPlan } from "./load.ts";
import { LoadConnection } from "./load-connection.ts";
import { type DeliveryFaults, LoadMeter } from "./load-meter.ts";
import { Pace } from "./pace.ts";
import { SlowDialer } from "./slow-dialer.ts";
import { untilAllBack } from "./until-all-back.ts";

/** Different things that publications are about. */
const KEYS = 100;
/** One in so many subscribers is timed. */
const TIMED_EACH = 50;
const NUMBER_DIGITS = 9;

/** The load of `longwire bench fanout --hub … --rate`. */
export class HubPaceLoad implements Load {
  readonly meter: LoadMeter = new LoadMeter();
  readonly #plan: LoadPlan;
  readonly #hub: HubPlan;
  readonly #pool: ConnectionPool;
  readonly #slow: SlowDialer | undefined;
  readonly #slowFailed = Promise.withResolvers<never>();
  /** By key: the number of the last publication, and of the one that the slow reader has. */
  readonly #last: number[] = [];
  readonly #lastOfSlow: number[] = [];
  /** When each publication was due, by its number. */
  readonly #dueMs: number[] = [];
  #write: (bytes: Buffer) => void = () => undefined;
  #pace: Pace | undefined;
  #slowConnection: LoadConnection | undefined;
  #underWay = 0;

  constructor(plan: LoadPlan, hub: HubPlan) {
    this.#plan = plan;
    this.#hub = hub;
    this.#slow = plan.slowReaderBytes > 0 ? new SlowDialer(plan.target) : undefined;
    this.#slowFailed.promise.catch(() => undefined);
    this.#pool = new ConnectionPool(plan, {
      onMessages: (_index, count) => {
        this.meter.add(count);
        this.#underWay -= count;
      },
      onData: (index) => (index % TIMED_EACH === 1 ? (data) => this.#time(data) : undefined),
    });
  }

  get failed(): Promise<never> {
    return Promise.race([this.#pool.failed, this.#slowFailed.promise]);
  }

  async open(): Promise<void> {
    await this.#pool.open();
    this.#write = this.#pool.writer(0);
    if (this.#slow !== undefined) await Promise.race([this.#openSlow(this.#slow), this.#slowFailed.promise]);
  }

  begin(): void {
    this.#slow?.slowDown(this.#plan.slowReaderBytes);
    this.#pace = new Pace(this.#plan.ratePerSecond, (number, dueMs) => this.#publish(number, dueMs));
  }

  async end(): Promise<DeliveryFaults> {
    this.#pace?.stop();
    await untilAllBack(() => this.#underWay, this.#plan.patienceMs, this.failed);
    this.#slow?.hurry();
    await untilAllBack(() => this.#keysBehind, this.#plan.patienceMs, this.failed);
    const lost = this.#underWay + this.#keysBehind;
    this.#pool.end();
    this.#slowConnection?.end();
    return { lost, duplicated: 0, reordered: 0, corrupted: 0 };
  }

  /** Keys of which the slow reader has not the last publication. */
  get #keysBehind(): number {
    return this.#slow === undefined ? 0 : this.#last.filter((number, key) => this.#lastOfSlow[key] !== number).length;
  }

  #openSlow(dialer: SlowDialer): Promise<void> {
    const { dialect, channel } = this.#hub;
    const { target, sizeBytes } = this.#plan;
    const joined = Promise.withResolvers<void>();
    const onData = (data: string): void => {
      const number = numberOf(data);
      this.#lastOfSlow[number % KEYS] = number;
    };
    const options = { dialect, channel, sizeBytes, onJoined: joined.resolve, onData };
    const member = new HubMember(options, (bytes) => connection.write(bytes));
    const connection = new LoadConnection({
      ...{ dialer, requestHead: target.requestHead, index: 0, expectedBytes: -1, ...member.sink },
      events: { onOpen: () => member.opened(), onMessages: () => undefined, onFailed: this.#slowFailed.reject },
    });
    this.#slowConnection = connection;
    return joined.promise;
  }

  #publish(number: number, dueMs: number): void {
    const { dialect, channel } = this.#hub;
    const key = number % KEYS;
    this.#last[key] = number;
    this.#dueMs[number] = dueMs;
    this.#underWay += this.#plan.connections;
    const data = String(number).padStart(NUMBER_DIGITS, "0").padEnd(this.#plan.sizeBytes, "x");
    this.#write(textFrame(dialect.publish(channel, data, `k${key}`)));
  }

  #time(data: string): void {
    const dueMs = this.#dueMs[numberOf(data)];
    if (dueMs !== undefined) this.meter.latency.record(performance.now() - dueMs);
  }
}

function numberOf(data: string): number {
  return Number(data.slice(0, NUMBER_DIGITS));
}
