/**
 * Ties a socket of the `ws` entry to a protocol connection: which limits and which dialect the connection has, what its
 * events become, and how the sender reaches it. Driving the stream is the transport's business, the protocol the
 * connection's.
 */

import type { EventEmitter } from "node:events";
import type { Duplex } from "node:stream";
import type { CloseResult, Connection, ConnectionHandler, Limits } from "@longwire/wire";
import { ClosedError } from "../closed-error.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { SocketConnectionOptions } from "../socket/accepted-socket.ts";
import { callListener } from "../socket/throw-later.ts";
import { Transport, type TransportEvents } from "../socket/transport.ts";
import { DuplexStream } from "../streams/duplex-stream.ts";
import { EMPTY } from "./empty-buffer.ts";
import { dialectOf, type LinkOptions, limitsOf } from "./link-options.ts";
import { asBuffer, type BinaryType, toRawData } from "./message-data.ts";
import { protocolError } from "./protocol-error.ts";
import type { MessageOptions, Outlet, SentCallback } from "./sender.ts";

/** Whose link it is. */
export interface LinkOwner {
  /** What events are emitted on. */
  readonly socket: Pick<EventEmitter, "emit"> & { readonly binaryType: BinaryType };
  /** A Ping arrived; its event follows. */
  answerPing(payload: Buffer): void;
  /** The stream has ended. */
  ended(result: CloseResult): void;
}

/** One open connection of one socket. */
export class SocketLink implements ConnectionHandler, TransportEvents, Outlet {
  readonly tap: undefined = undefined;
  /** Set by `open`; nothing is called before. */
  declare transport: Transport;
  /** The stream below it, as it was given. */
  declare stream: Duplex;
  readonly #owner: LinkOwner;
  readonly #runtime: Runtime;
  readonly #options: LinkOptions;
  readonly #limits: Limits;
  readonly #masksByDefault: boolean;
  /** Whether the next frame is masked. */
  #masks: boolean;
  /** True from just before `close`: callbacks of what was not sent still see a socket that is closing. */
  isClosed = false;
  #isPaused = false;
  /** An error that is emitted after the current callback, as from a stream. */
  #fault: { error: Error; isEmitted: boolean } | undefined;

  constructor(owner: LinkOwner, isServer: boolean, options: LinkOptions, runtime: Runtime) {
    this.#owner = owner;
    this.#runtime = runtime;
    this.#options = options;
    this.#limits = limitsOf(options);
    this.#masksByDefault = !isServer;
    this.#masks = !isServer;
  }

  /** What the connection of this link is to be made of. */
  connectionOptions(): SocketConnectionOptions {
    const nextKey = maskingKeys(this.#options.generateMask) ?? this.#runtime.nextMaskingKey;
    return {
      handler: this,
      now: this.#runtime.clock.now(),
      limits: this.#limits,
      nextMaskingKey: nextKey,
      allocate: (length) => Buffer.allocUnsafe(length),
      autoPong: false,
      dialect: { ...dialectOf(this.#options), frameMask: () => (this.#masks ? nextKey() : undefined) },
    };
  }

  /** Begins. `early` are bytes that came with the handshake; they go back, so that whoever listens to the stream sees them. */
  open(connection: Connection, stream: Duplex, early: Uint8Array): void {
    if (early.length > 0) stream.unshift(early);
    this.stream = stream;
    this.transport = new Transport(new DuplexStream(stream), connection, this.#limits, this.#runtime, this, {
      flushesAtOnce: true,
    });
    this.transport.start(EMPTY);
  }

  /** True between `pause` and `resume`. */
  get isPaused(): boolean {
    return this.#isPaused;
  }

  pause(): void {
    this.#isPaused = true;
    this.transport.pause();
  }

  resume(): void {
    this.#isPaused = false;
    this.transport.resume();
    // The transport reads on in a turn of its own; the stream shows at once that it flows again.
    this.stream.resume();
  }

  get isGone(): boolean {
    return this.stream.destroyed;
  }

  message(data: string | Uint8Array, options: MessageOptions, callback: SentCallback | undefined): void {
    const { binary, fin, mask, compress } = options;
    const { connection } = this.transport;
    const isSent = this.#withMask(mask, () => {
      const isString = typeof data === "string";
      if (!binary) {
        // What is compressed is bytes first, which Node makes quickest.
        return connection.sendText(isString && connection.hasExtension ? Buffer.from(data) : data, fin, compress);
      }
      return connection.sendBinary(isString ? Buffer.from(data) : data, fin, compress);
    });
    this.#settle(isSent, callback);
  }

  control(kind: "ping" | "pong", payload: Uint8Array, mask: boolean, callback: SentCallback | undefined): void {
    this.#settle(
      this.#withMask(mask, () => this.transport.connection[kind](payload)),
      callback,
    );
  }

  frames(frames: readonly Uint8Array[], callback: SentCallback | undefined): void {
    const { connection } = this.transport;
    this.#settle(
      frames.reduce((isSent, frame) => connection.sendFrame(frame) && isSent, true),
      callback,
    );
  }

  close(code: number | undefined, reason: string): void {
    this.transport.close(code, reason);
  }

  /** FIN rather than a reset, so that the peer still gets what is on its way. */
  failed(error: Error): void {
    const { transport } = this;
    if (transport.isClosed) return;
    transport.connection.receiveEof();
    transport.flush();
    this.#runtime.clock.setTimer(this.#limits.closeTimeoutMs, () => this.stream.destroy());
    this.#report(error);
  }

  onMessage(payload: Uint8Array, isText: boolean, fragmentEnds?: readonly number[]): void {
    const { socket } = this.#owner;
    const data = isText ? asBuffer(payload) : toRawData(payload, socket.binaryType, fragmentEnds);
    this.#deliver(() => socket.emit("message", data, !isText));
  }

  onPing(payload: Uint8Array): void {
    const data = asBuffer(payload);
    this.#deliver(() => {
      this.#owner.answerPing(data);
      this.#owner.socket.emit("ping", data);
    });
  }

  onPong(payload: Uint8Array): void {
    this.#deliver(() => this.#owner.socket.emit("pong", asBuffer(payload)));
  }

  onClosing(): void {}

  onFault(...[id, value]: Parameters<NonNullable<ConnectionHandler["onFault"]>>): void {
    this.#report(protocolError(id, value));
  }

  onDrain(): void {}

  /** `ws` tells of the end of the stream only that it was one: `close` with 1006. */
  onError(): void {}

  onClosed(result: CloseResult): void {
    this.#emitFault();
    this.isClosed = true;
    callListener(() => this.#owner.ended(result));
  }

  #deliver(emit: () => void): void {
    callListener(emit);
    if (this.#options.allowSynchronousEvents !== false) return;
    // The next event waits for another turn of the event loop.
    this.transport.pause();
    setImmediate(() => {
      if (!this.#isPaused) this.transport.resume();
    });
  }

  #report(error: Error): void {
    if (this.#fault !== undefined) return;
    this.#fault = { error, isEmitted: false };
    process.nextTick(() => this.#emitFault());
  }

  #emitFault(): void {
    const fault = this.#fault;
    if (fault === undefined || fault.isEmitted) return;
    fault.isEmitted = true;
    callListener(() => this.#owner.socket.emit("error", fault.error));
  }

  #withMask(mask: boolean, send: () => boolean): boolean {
    this.#masks = mask;
    const isSent = send();
    this.#masks = this.#masksByDefault;
    return isSent;
  }

  /** Callbacks never run within the call that took them; what fails with the connection is told before its `close`. */
  #settle(isSent: boolean, callback: SentCallback | undefined): void {
    if (callback === undefined) {
      if (isSent) this.transport.queued();
      return;
    }
    let isWithin = true;
    const settle = (error?: Error): void => {
      if (isWithin) process.nextTick(callback, error);
      else callback(error);
    };
    if (isSent) this.transport.queued(settle);
    else settle(new ClosedError(this.transport.connection.closeResult));
    isWithin = false;
  }
}

function maskingKeys(generateMask: ((mask: Buffer) => void) | undefined): (() => number) | undefined {
  if (generateMask === undefined) return undefined;
  const mask = Buffer.alloc(4);
  return () => {
    generateMask(mask);
    return mask.readUInt32BE(0);
  };
}
