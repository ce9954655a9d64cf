/**
 * All connections of one load: opened a few hundred at a time, and given up together when one of them is lost.
 */
import { CommandError, exitCodes } from "../command-error.ts";
import { createDialer } from "./create-dialer.ts";
import type { FrameSink } from "./frame-counter.ts";
import type { LoadPlan } from "./load.ts";
import { LoadConnection } from "./load-connection.ts";
import type { Dialer } from "./load-stream.ts";

/** Handshakes under way at once: fewer than a server's backlog. */
const OPENING_AT_ONCE = 256;

/** What the load does with a connection. */
export interface PoolEvents {
  /** So many messages became complete on connection `index`. */
  onMessages(index: number, count: number): void;
  /** Parts of payloads on connection `index`; left out, nothing is looked at. */
  readonly onPayload?: ((index: number) => FrameSink["onPayload"]) | undefined;
}

/** The connections. */
export class ConnectionPool {
  /** Rejects when a connection is lost; never resolves. */
  readonly failed: Promise<never>;
  readonly #plan: LoadPlan;
  readonly #events: PoolEvents;
  readonly #connections: LoadConnection[] = [];
  readonly #dialer: Dialer;
  readonly #opened = Promise.withResolvers<void>();
  #open = 0;
  #fail: (error: Error) => void;

  constructor(plan: LoadPlan, events: PoolEvents) {
    this.#plan = plan;
    this.#events = events;
    this.#dialer = createDialer(plan.target);
    const { promise, reject } = Promise.withResolvers<never>();
    this.failed = promise;
    this.#fail = reject;
    promise.catch(() => undefined); // whoever waits gets it; nobody waits before and after the run
  }

  /** How many are open. */
  get size(): number {
    return this.#open;
  }

  /** Opens all of them. */
  open(): Promise<void> {
    const first = Math.min(OPENING_AT_ONCE, this.#plan.connections);
    for (let i = 0; i < first; i += 1) this.#connect();
    return Promise.race([this.#opened.promise, this.failed]);
  }

  /** The function that writes to connection `index`. It is made once per connection, so ask once. */
  writer(index: number): (bytes: Buffer) => void {
    const connection = this.#connections[index];
    if (connection === undefined) throw new RangeError(`there is no connection ${index}`);
    return connection.write;
  }

  /** Ends all connections. */
  end(): void {
    for (const connection of this.#connections) connection.end();
  }

  #connect(): void {
    const { target, connections, sizeBytes, mode, isDeflated } = this.#plan;
    const index = this.#connections.length;
    const connection = new LoadConnection({
      dialer: this.#dialer,
      requestHead: target.requestHead,
      index,
      expectedBytes: mode === "idle" || isDeflated ? -1 : sizeBytes,
      isDeflated,
      onPayload: this.#events.onPayload?.(index),
      events: {
        onOpen: () => {
          this.#open += 1;
          if (this.#open === connections) this.#opened.resolve();
          else if (this.#connections.length < connections) this.#connect();
        },
        onMessages: (count) => this.#events.onMessages(index, count),
        onFailed: (error) => this.#lost(index, error),
      },
    });
    this.#connections.push(connection);
  }

  #lost(index: number, error: Error): void {
    const where = `connection ${index + 1} of ${this.#plan.connections}`;
    this.#fail(new CommandError(`${where} to ${this.#plan.target.url}: ${error.message}`, exitCodes.failed));
  }
}
