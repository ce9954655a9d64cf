/**
 * Connections that do nothing: they are opened, subscribe where there is a hub, are held, and answer Pings. What is counted
 * is connections that are open; what is timed is how long each took until then.
 */
import { ConnectionPool } from "./connection-pool.ts";
import type { Load, LoadPlan } from "./load.ts";
import { LoadFrames } from "./load-frames.ts";
import { type DeliveryFaults, LoadMeter } from "./load-meter.ts";

/** Length of the message that a compressing connection exchanges before it does nothing. */
const DEFLATED_BYTES = 2048;

/** The load of `longwire bench idle`. */
export class IdleLoad implements Load {
  readonly meter: LoadMeter = new LoadMeter();
  readonly #plan: LoadPlan;
  readonly #pool: ConnectionPool;
  readonly #answered = Promise.withResolvers<void>();
  #answers = 0;

  constructor(plan: LoadPlan) {
    this.#plan = plan;
    this.#pool = new ConnectionPool(plan, {
      onMessages: (_index, count) => {
        this.#answers += count;
        if (this.#answers >= plan.connections) this.#answered.resolve();
      },
      onReady: (tookMs) => this.meter.latency.record(tookMs),
    });
  }

  get failed(): Promise<never> {
    return this.#pool.failed;
  }

  async open(): Promise<void> {
    await this.#pool.open();
    if (!this.#plan.isDeflated) return;
    // A server may hold what compression needs from the first message on.
    const frames = new LoadFrames(DEFLATED_BYTES, 1, true);
    for (let i = 0; i < this.#plan.connections; i += 1) frames.write(1, this.#pool.writer(i));
    await Promise.race([this.#answered.promise, this.failed]);
  }

  begin(): void {
    this.meter.add(this.#pool.size);
  }

  async end(): Promise<DeliveryFaults> {
    this.#pool.end();
    return { lost: 0, duplicated: 0, reordered: 0, corrupted: 0 };
  }
}
