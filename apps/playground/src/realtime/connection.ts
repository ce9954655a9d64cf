/**
 * One lasting connection: opens a socket, opens the next one when it is lost, and notices when it only looks alive.
 * It knows time, chance and sockets through what it is given; it does not know what the messages mean.
 */

import { waitBeforeAttemptMs } from "./backoff.ts";
import type { Clock } from "./clock.ts";
import type { OpenSocket, Socket } from "./socket.ts";

/** `reconnecting` with `nextAttemptAt` (the clock's ms) waits; without it, an attempt is under way. */
export type ConnectionState =
  | { readonly type: "connecting" }
  | { readonly type: "connected" }
  | { readonly type: "reconnecting"; readonly attempt: number; readonly nextAttemptAt?: number }
  | { readonly type: "closed" };

/** Silence after which the server is asked for a sign of life. */
export const heartbeatIntervalMs = 20_000;

/** From asking to giving the socket up. */
export const heartbeatTimeoutMs = 5_000;

/** From opening a socket to giving the attempt up. */
export const attemptTimeoutMs = 10_000;

// A connection that lasted this long was a good one: the next loss starts again with a short wait.
const STABLE_AFTER_MS = 5_000;

/** What a connection is made of. */
export interface ConnectionOptions {
  readonly url: string;
  readonly openSocket: OpenSocket;
  readonly clock: Clock;
  /** A number in [0, 1). */
  readonly random: () => number;
  /** The message that makes the server answer something. */
  readonly heartbeat: string;
  /** Called at each change of state. */
  readonly onState: (state: ConnectionState) => void;
  /** Called with each text message. */
  readonly onMessage: (text: string) => void;
}

/** Connects at once, and again whenever it must, until `close`. */
export class Connection {
  readonly #options: ConnectionOptions;
  #state: ConnectionState = { type: "connecting" };
  #socket: Socket | undefined;
  #attempt = 0;
  // The one timer of the present phase: attempt timeout, heartbeat, its timeout, or wait.
  #cancelTimer: () => void = () => {};
  #cancelStable: () => void = () => {};

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#open();
  }

  /** The state now. */
  get state(): ConnectionState {
    return this.#state;
  }

  /** Sends when connected and says whether it did. `true` does not mean that it arrived. */
  send(text: string): boolean {
    if (this.#state.type !== "connected" || this.#socket === undefined) return false;
    this.#socket.send(text);
    return true;
  }

  /** Something suggests that now is a good moment, such as a network that came back: a wait ends, a silent socket is asked. */
  wake(): void {
    if (this.#state.type === "connected") this.#askForLife();
    else if (this.#state.type === "reconnecting" && this.#state.nextAttemptAt !== undefined) this.#reopen();
  }

  /** Ends it for good. */
  close(): void {
    if (this.#state.type === "closed") return;
    this.#dropSocket();
    this.#enter({ type: "closed" });
  }

  #open(): void {
    const mine = this.#options.openSocket(this.#options.url, {
      opened: () => mine === this.#socket && this.#opened(),
      received: (text) => mine === this.#socket && this.#received(text),
      closed: () => mine === this.#socket && this.#lost(),
    });
    this.#socket = mine;
    this.#startTimer(attemptTimeoutMs, () => this.#lost());
  }

  #reopen(): void {
    this.#attempt += 1;
    this.#cancelTimer();
    this.#enter({ type: "reconnecting", attempt: this.#attempt });
    this.#open();
  }

  #opened(): void {
    this.#cancelStable = this.#options.clock.after(STABLE_AFTER_MS, () => {
      this.#attempt = 0;
    });
    this.#listenForLife();
    this.#enter({ type: "connected" });
  }

  #received(text: string): void {
    this.#listenForLife();
    this.#options.onMessage(text);
  }

  #lost(): void {
    this.#dropSocket();
    const { clock, random } = this.#options;
    const waitMs = waitBeforeAttemptMs(this.#attempt, random());
    this.#startTimer(waitMs, () => this.#reopen());
    this.#enter({ type: "reconnecting", attempt: this.#attempt + 1, nextAttemptAt: clock.now() + waitMs });
  }

  #dropSocket(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    this.#cancelTimer();
    this.#cancelStable();
    socket?.close();
  }

  #listenForLife(): void {
    this.#startTimer(heartbeatIntervalMs, () => this.#askForLife());
  }

  #askForLife(): void {
    this.#socket?.send(this.#options.heartbeat);
    this.#startTimer(heartbeatTimeoutMs, () => this.#lost());
  }

  #startTimer(ms: number, callback: () => void): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#options.clock.after(ms, callback);
  }

  #enter(state: ConnectionState): void {
    this.#state = state;
    this.#options.onState(state);
  }
}
