/**
 * The connection behind a browser's socket: a client attempt, then a transport. It turns what both report into the
 * standard's words (established, message received, closing handshake started, closed) and knows no event, task or promise.
 */

import { clearImmediate, setImmediate } from "node:timers";
import { type CloseResult, type ConnectionHandler, formatExtensions } from "@longwire/wire";
import { startAttempt } from "../client/attempt.ts";
import type { ConnectPlan } from "../client/connect-options.ts";
import type { FlushQueue } from "../runtime/flush-queue.ts";
import { clientRuntime, type Runtime } from "../runtime/runtime.ts";
import { connectionOptions } from "../socket/connection-options.ts";
import type { SendCallback } from "../socket/send-callbacks.ts";
import { Transport, type TransportEvents } from "../socket/transport.ts";
import { hasBadPort } from "./bad-ports.ts";
import { connectingTurns } from "./connecting-turns.ts";
import type { SocketRequest } from "./socket-request.ts";

/** How a connection ended, as the standard tells it to scripts. */
export interface LinkEnd {
  /** The user agent was required to fail the connection, or it was flagged as full: an `error` event is due. */
  readonly hasFailed: boolean;
  readonly wasClean: boolean;
  readonly code: number;
  readonly reason: string;
}

/** "Feedback from the protocol". None of it comes within a call of the link's methods. */
export interface LinkEvents {
  /** "The WebSocket connection is established". */
  onEstablished(protocol: string, extensions: string): void;
  /** "A WebSocket message has been received"; the memory is the receiver's. */
  onMessage(payload: Uint8Array, isText: boolean): void;
  /** "The WebSocket closing handshake is started" by the server, or the connection failed. */
  onClosing(): void;
  /** "The WebSocket connection is closed". Exactly once. */
  onClosed(end: LinkEnd): void;
}

type Phase =
  | { readonly name: "connecting"; readonly cancel: () => void }
  | { readonly name: "established"; readonly transport: Transport }
  | { readonly name: "closed" };

const neverEstablished: LinkEnd = Object.freeze({ hasFailed: true, wasClean: false, code: 1006, reason: "" });

/** One connection, from the attempt to the end. */
export class Link implements ConnectionHandler, TransportEvents {
  readonly tap: TransportEvents["tap"];
  readonly #runtime: Runtime;
  readonly #events: LinkEvents;
  #phase: Phase;
  /** We gave up ourselves. */
  #isFailed = false;

  /** Starts the attempt. What cannot work fails later, as a server that is not there: `onClosed` says no more. */
  constructor(request: SocketRequest, events: LinkEvents, flushes: FlushQueue = clientRuntime.flushes) {
    this.#runtime = { ...clientRuntime, flushes };
    this.tap = request.tap;
    this.#events = events;
    const plan = planOrNothing(request);
    this.#phase = {
      name: "connecting",
      cancel: plan === undefined ? later(() => this.#endUnestablished()) : this.#attempt(plan),
    };
  }

  /** True while messages can be sent: established, and no Close sent or received. */
  get isOpen(): boolean {
    return this.#transport?.connection.state === "open";
  }

  /**
   * Sends a message. @param onWritten called when the network has it all, or with an error.
   * @returns false, and nothing is called, when the connection is not open.
   */
  send(message: string | Uint8Array, onWritten: SendCallback): boolean {
    const transport = this.#transport;
    if (transport === undefined) return false;
    // "Flagged as full" above the limit: the transport fails the connection, and the message is not sent.
    transport.admit();
    const { connection } = transport;
    const isQueued = typeof message === "string" ? connection.sendText(message) : connection.sendBinary(message);
    if (isQueued) transport.queued(onWritten);
    return isQueued;
  }

  /** "Start the WebSocket closing handshake"; does nothing when it has begun. Code and reason must be valid. */
  close(code: number | undefined, reason: string): void {
    this.#transport?.close(code, reason);
  }

  /** "Fail the WebSocket connection", at once. */
  fail(): void {
    if (this.#phase.name === "connecting") {
      this.#phase.cancel();
      this.#phase = { name: "closed" };
      later(() => this.#endUnestablished());
    } else if (this.#phase.name === "established") {
      this.#isFailed = true;
      this.#phase.transport.terminate();
    }
  }

  /** Stops reading: the server is slowed down. */
  pause(): void {
    this.#transport?.pause();
  }

  /** Reads on. */
  resume(): void {
    this.#transport?.resume();
  }

  onMessage(payload: Uint8Array, isText: boolean): void {
    this.#events.onMessage(payload, isText);
  }

  onPing(): void {}

  onPong(): void {}

  /** Over a fault of the server the connection ends at once; what we say about it leaves with the current turn. */
  onClosing(): void {
    const transport = this.#transport;
    this.#events.onClosing();
    if (transport?.connection.closeResult.cause !== undefined) later(() => transport.terminate());
  }

  onDrain(): void {}

  /** The stream failed; `onClosed` follows and tells all that a script may know. */
  onError(): void {}

  onClosed(result: CloseResult): void {
    this.#phase = { name: "closed" };
    const { received, wasClean } = result;
    this.#events.onClosed({
      hasFailed: this.#isFailed || hasFailed(result),
      wasClean: wasClean && !this.#isFailed,
      // RFC 6455 §7.1.5: of a Close that arrived, never of one that we sent over a fault.
      code: received === undefined ? 1006 : (received.code ?? 1005),
      reason: received?.reason ?? "",
    });
  }

  get #transport(): Transport | undefined {
    return this.#phase.name === "established" ? this.#phase.transport : undefined;
  }

  #endUnestablished(): void {
    this.#phase = { name: "closed" };
    this.#events.onClosed(neverEstablished);
  }

  /** Connects when it is this link's turn. @returns gives up. */
  #attempt(plan: ConnectPlan): () => void {
    let cancel = (): void => undefined;
    const endTurn = connectingTurns.take(`${plan.url.hostname}:${plan.url.port}`, () => {
      cancel = this.#connect(plan, () => endTurn());
    });
    return () => {
      cancel();
      endTurn();
    };
  }

  #connect(plan: ConnectPlan, onSettled: () => void): () => void {
    const onFailed = (): void => {
      onSettled();
      this.#endUnestablished();
    };
    try {
      return startAttempt(plan, this.#runtime, {
        connectionOptions: () => ({ ...connectionOptions(this.#runtime, plan.limits), handler: this }),
        onFailed,
        onAccepted: ({ connection, subprotocol, extensions }, stream, early) => {
          onSettled();
          const transport = new Transport(
            this.#runtime.streams.over(stream),
            connection,
            plan.limits,
            this.#runtime,
            this,
          );
          this.#phase = { name: "established", transport };
          this.#events.onEstablished(subprotocol, formatExtensions(extensions));
          transport.start(early);
        },
      });
    } catch {
      // Node checks certificates and the like as it dials.
      return later(onFailed);
    }
  }
}

/**
 * RFC 6455 §7.2.1: a connection that is lost while open has failed. After our Close it may end in any way: without the
 * server's Close it was not clean, but nothing was required to fail.
 */
function hasFailed({ sent, cause }: CloseResult): boolean {
  const isLost = cause?.id === "no-close-frame" || cause?.id === "close-timeout";
  return cause !== undefined && !(isLost && sent !== undefined);
}

function later(task: () => void): () => void {
  const immediate = setImmediate(task);
  return () => clearImmediate(immediate);
}

/** The plan, or nothing for what browsers accept and fail later: a blocked port, a host that no header can name. */
function planOrNothing(request: SocketRequest): ConnectPlan | undefined {
  if (hasBadPort(request.url)) return undefined;
  try {
    return request.plan();
  } catch {
    return undefined;
  }
}
