/**
 * Connections that do nothing: they are opened, held, and answer Pings. What is counted is connections that are open.
 */
import { ConnectionPool } from "./connection-pool.ts";
import type { Load, LoadPlan } from "./load.ts";
import { type DeliveryFaults, LoadMeter } from "./load-meter.ts";

/** The load of `longwire bench idle`. */
export class IdleLoad implements Load {
  readonly meter: LoadMeter = new LoadMeter();
  readonly #pool: ConnectionPool;

  constructor(plan: LoadPlan) {
    this.#pool = new ConnectionPool(plan, { onMessages: () => undefined });
  }

  get failed(): Promise<never> {
    return this.#pool.failed;
  }

  open(): Promise<void> {
    return this.#pool.open();
  }

  begin(): void {
    this.meter.add(this.#pool.size);
  }

  async end(): Promise<DeliveryFaults> {
    this.#pool.end();
    return { lost: 0, duplicated: 0, reordered: 0, corrupted: 0 };
  }
}
