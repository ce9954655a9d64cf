/**
 * `WebSocket.Receiver`: the receiving half by itself, as a stream that bytes are written to and that emits what they say.
 * `ws` exports it without documenting it; here it is a protocol connection whose output nobody takes.
 */
import { Writable } from "node:stream";
import { Connection, type ConnectionHandler } from "@longwire/wire";
import { callListener } from "../socket/throw-later.ts";
import { EMPTY } from "./empty-buffer.ts";
import { dialectOf, type LinkOptions, limitsOf } from "./link-options.ts";
import { asBuffer, type BinaryType, toRawData } from "./message-data.ts";
import { protocolError } from "./protocol-error.ts";

/** Options of a receiver. Limits are off unless given. */
export interface ReceiverOptions extends LinkOptions {
  readonly binaryType?: BinaryType;
  /** The peer is a client, whose frames are masked. Default false. */
  readonly isServer?: boolean;
}

const NO_STATUS = 1005;

/** Emits `message`, `ping`, `pong`, `conclude` (a Close) and `error`. */
export class Receiver extends Writable {
  readonly #options: ReceiverOptions;
  readonly #connection: Connection;
  /** What was written and not read yet, and whom to tell when it is. */
  #current: { rest: Uint8Array; readonly done: (error?: Error) => void } | undefined;
  #fault: Error | undefined;

  constructor(options: ReceiverOptions = {}) {
    super();
    this.#options = options;
    this.#connection = new Connection({
      role: options.isServer === true ? "server" : "client",
      handler: this.#handler(),
      now: 0,
      limits: limitsOf(options),
      nextMaskingKey: () => 0,
      allocate: (length) => Buffer.allocUnsafe(length),
      autoPong: false,
      dialect: dialectOf(options),
    });
  }

  override _write(chunk: Uint8Array, _encoding: BufferEncoding, done: (error?: Error) => void): void {
    this.#current = { rest: chunk, done };
    this.#readOn();
  }

  #readOn(): void {
    const current = this.#current;
    if (current === undefined) return;
    const consumed = this.#connection.receive(current.rest, 0);
    this.#connection.takeOutput();
    current.rest = current.rest.subarray(consumed);
    if (this.#fault === undefined && current.rest.length > 0) return;
    this.#current = undefined;
    current.done(this.#fault);
  }

  #handler(): ConnectionHandler {
    const { binaryType = "nodebuffer" } = this.#options;
    return {
      onMessage: (payload, isText, ends) => {
        const data = isText ? asBuffer(payload) : toRawData(payload, binaryType, ends);
        this.#deliver("message", data, !isText);
      },
      onPing: (payload) => this.#deliver("ping", asBuffer(payload)),
      onPong: (payload) => this.#deliver("pong", asBuffer(payload)),
      onFault: (id, value) => {
        this.#fault = protocolError(id, value);
      },
      onClosing: () => this.#conclude(),
    };
  }

  #conclude(): void {
    const { received } = this.#connection.closeResult;
    if (received === undefined) return;
    const reason = received.reason === "" ? EMPTY : Buffer.from(received.reason);
    callListener(() => this.emit("conclude", received.code ?? NO_STATUS, reason));
    this.end();
  }

  #deliver(event: string, ...args: unknown[]): void {
    callListener(() => this.emit(event, ...args));
    if (this.#options.allowSynchronousEvents !== false) return;
    this.#connection.pause(0);
    setImmediate(() => {
      this.#connection.resume(0);
      this.#readOn();
    });
  }
}
