/**
 * All connections of one load: opened a few hundred at a time, and given up together when one of them is lost.
 */
import { CommandError, exitCodes } from "../command-error.ts";
import { createDialer } from "./create-dialer.ts";
import type { FrameSink } from "./frame-counter.ts";
import { HubMember } from "./hub-member.ts";
import type { LoadPlan } from "./load.ts";
import { LoadConnection } from "./load-connection.ts";
import type { Dialer } from "./load-stream.ts";

/** Handshakes under way at once: fewer than a server's backlog. */
const OPENING_AT_ONCE = 256;

/** What the load does with a connection. */
export interface PoolEvents {
  /** So many messages became complete on connection `index`; of a hub, publications. */
  onMessages(index: number, count: number): void;
  /** A connection is open, and has subscribed where it should, so many milliseconds after it was begun. */
  readonly onReady?: ((tookMs: number) => void) | undefined;
  /** Of a hub: who gets the data of what is published; for the others it is only counted. */
  readonly onData?: ((index: number) => ((data: string) => void) | undefined) | undefined;
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

  /** Opens all of them. With a hub that is published to there is one more, the first: it publishes. */
  open(): Promise<void> {
    const first = this.#plan.isAtOnce ? this.#wanted : Math.min(OPENING_AT_ONCE, this.#wanted);
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

  get #hasPublisher(): boolean {
    return this.#plan.hub !== undefined && this.#plan.mode === "fanout";
  }

  get #wanted(): number {
    return this.#plan.connections + (this.#hasPublisher ? 1 : 0);
  }

  #connect(): void {
    const { target, sizeBytes, mode, isDeflated } = this.#plan;
    const index = this.#connections.length;
    const beganMs = performance.now();
    const onReady = (): void => {
      this.#events.onReady?.(performance.now() - beganMs);
      this.#open += 1;
      if (this.#open === this.#wanted) this.#opened.resolve();
      else if (this.#connections.length < this.#wanted) this.#connect();
    };
    const member = this.#createMember(index, onReady, (bytes) => connection.write(bytes));
    const connection = new LoadConnection({
      dialer: this.#dialer,
      requestHead: target.requestHead,
      index,
      expectedBytes: mode === "idle" || isDeflated || member !== undefined ? -1 : sizeBytes,
      isDeflated,
      ...(member === undefined ? { onPayload: this.#events.onPayload?.(index) } : member.sink),
      events: {
        onOpen: () => (member === undefined ? onReady() : member.opened()),
        onMessages: (count) => this.#events.onMessages(index, member === undefined ? count : member.takePublications()),
        onFailed: (error) => this.#lost(index, error),
      },
    });
    this.#connections.push(connection);
  }

  #createMember(index: number, onJoined: () => void, write: (bytes: Buffer) => void): HubMember | undefined {
    const { hub, sizeBytes } = this.#plan;
    if (hub === undefined) return undefined;
    const channel = this.#hasPublisher && index === 0 ? undefined : hub.channel;
    return new HubMember({ ...hub, channel, sizeBytes, onJoined, onData: this.#events.onData?.(index) }, write);
  }

  #lost(index: number, error: Error): void {
    const where = `connection ${index + 1} of ${this.#wanted}`;
    this.#fail(new CommandError(`${where} to ${this.#plan.target.url}: ${error.message}`, exitCodes.failed));
  }
}
