/**
 * Turns what the protocol and the stream report into the events of a WebSocket object.
 * It knows the shape of the events; it decides nothing. A listener that throws does not disturb the connection.
 */
import { Buffer } from "node:buffer";
import type { EventEmitter } from "node:events";
import type { CloseResult, ConnectionHandler } from "@longwire/wire";

import type { SocketRegistry } from "./accepted-socket.ts";
import { callListener } from "./throw-later.ts";
import type { TransportEvents } from "./transport.ts";
import type { BinaryType, WebSocketEvents } from "./web-socket-events.ts";
import type { WireTap } from "./wire-tap.ts";

/** What the events are emitted on. */
export interface EventsTarget extends EventEmitter<WebSocketEvents> {
  readonly binaryType: BinaryType;
}

/** The events of one socket. */
export class SocketEvents implements ConnectionHandler, TransportEvents {
  readonly tap: WireTap | undefined;
  readonly #socket: EventsTarget;
  readonly #registry: SocketRegistry | undefined;

  /** @param registry forgets the socket before `close` is emitted. */
  constructor(socket: EventsTarget, tap?: WireTap, registry?: SocketRegistry) {
    this.#socket = socket;
    this.tap = tap;
    this.#registry = registry;
  }

  onMessage(payload: Uint8Array, isText: boolean): void {
    const socket = this.#socket;
    const bytes = asBuffer(payload);
    const data = isText
      ? bytes.toString("utf8")
      : socket.binaryType === "arraybuffer"
        ? copyToArrayBuffer(bytes)
        : bytes;
    callListener(() => socket.emit("message", data, !isText));
  }

  onPing(payload: Uint8Array): void {
    callListener(() => this.#socket.emit("ping", asBuffer(payload)));
  }

  onPong(payload: Uint8Array): void {
    callListener(() => this.#socket.emit("pong", asBuffer(payload)));
  }

  onClosing(): void {
    callListener(() => this.#socket.emit("closing"));
  }

  onDrain(): void {
    callListener(() => this.#socket.emit("drain"));
  }

  /** Without a listener nothing is thrown: what a peer or a network does must not end a server that forgot to listen. */
  onError(makeError: () => Error): void {
    if (this.#socket.listenerCount("error") > 0) callListener(() => this.#socket.emit("error", makeError()));
  }

  /** Each listener by itself: those who wait for the end (`closed`, `drained`, the server) hear of it whoever throws. */
  onClosed(result: CloseResult): void {
    const socket = this.#socket;
    this.#registry?.delete(socket);
    // Raw ones, so that `once` takes itself off.
    for (const listener of socket.rawListeners("close")) {
      callListener(() => listener.call(socket, result.code, result.reason, result));
    }
  }
}

function asBuffer(payload: Uint8Array): Buffer {
  return Buffer.isBuffer(payload) ? payload : Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
}

function copyToArrayBuffer(bytes: Buffer): ArrayBuffer {
  const copy = new ArrayBuffer(bytes.length);
  new Uint8Array(copy).set(bytes);
  return copy;
}
