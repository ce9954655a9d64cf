/**
 * The server's measurements as the page sees them: a buffer that fills, over a connection that comes back.
 * It knows the protocol; sockets and time are given to it, and it knows nothing of charts.
 */

import type { Sample } from "../../protocol/metrics.ts";
import type { Clock } from "./clock.ts";
import { Connection, type ConnectionState } from "./connection.ts";
import { readMetricsEvent } from "./read-event.ts";
import { SampleBuffer } from "./sample-buffer.ts";
import type { OpenSocket } from "./socket.ts";

/** What to show: a new object at each sample and each change of the connection. */
export interface MetricsSnapshot {
  readonly connection: ConnectionState;
  readonly last: Sample | undefined;
}

/** What a metrics client is made of. */
export interface MetricsClientOptions {
  readonly url: string;
  readonly openSocket: OpenSocket;
  readonly clock: Clock;
  readonly random: () => number;
}

const HEARTBEAT = JSON.stringify({ type: "ping" });

/** Listens at once and until `close`. */
export class MetricsClient {
  readonly #listeners = new Set<() => void>();
  readonly #connection: Connection;
  readonly #buffer = new SampleBuffer();
  #snapshot: MetricsSnapshot = { connection: { type: "connecting" }, last: undefined };

  constructor(options: MetricsClientOptions) {
    this.#connection = new Connection({
      ...options,
      heartbeat: HEARTBEAT,
      onState: (connection) => this.#changed({ ...this.#snapshot, connection }),
      onMessage: (text) => this.#received(text),
    });
  }

  /** What to show now. */
  readonly snapshot = (): MetricsSnapshot => this.#snapshot;

  /** Calls back at each change. The returned function ends that. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  /** The samples at most `spanMs` older than `endAt`. */
  window(endAt: number, spanMs: number): readonly Sample[] {
    return this.#buffer.window(endAt, spanMs);
  }

  /** A good moment to try: see `Connection.wake`. */
  wake(): void {
    this.#connection.wake();
  }

  /** Stops listening for good. */
  close(): void {
    this.#connection.close();
  }

  #received(text: string): void {
    const event = readMetricsEvent(text);
    if (event?.type === "history") this.#buffer.push(event.samples);
    else if (event?.type === "sample") this.#buffer.push([event.sample]);
    else return;
    this.#changed({ ...this.#snapshot, last: this.#buffer.last });
  }

  #changed(snapshot: MetricsSnapshot): void {
    this.#snapshot = snapshot;
    for (const listener of this.#listeners) listener();
  }
}
