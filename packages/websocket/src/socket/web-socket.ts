/**
 * The public WebSocket: what programs hold, on a server as on a client. It knows the API (names of `ws` and of browsers,
 * and what users of both have missed) and delegates: attempts to `client/`, driving to `transport.ts`, the protocol to
 * @longwire/wire.
 */

import {
  type CloseResult,
  type Connection,
  closeResult,
  createClose,
  formatExtensions,
  UsageError,
} from "@longwire/wire";
import { startAttempt } from "../client/attempt.ts";
import { byteStreamOf } from "../client/byte-stream-of.ts";
import { type ConnectOptions, planConnect } from "../client/connect-options.ts";
import { ClosedError } from "../closed-error.ts";
import type { SharedMessage } from "../runtime/frame-run.ts";
import { clientRuntime } from "../runtime/runtime.ts";
import { plainStreams } from "../streams/socket-streams.ts";
import { type AcceptedParts, AcceptedSocket, type SocketConnectionOptions } from "./accepted-socket.ts";
import { connectionOptions } from "./connection-options.ts";
import { EventTargetEmitter } from "./event-target-emitter.ts";
import { iterateMessages, type Message } from "./message-iterator.ts";
import { type OutgoingData, toBytes, toStringOrBytes } from "./outgoing-data.ts";
import { PreparedMessage } from "./prepared-message.ts";
import type { SendCallback } from "./send-callbacks.ts";
import { SocketEvents } from "./socket-events.ts";
import { callListener } from "./throw-later.ts";
import { Transport } from "./transport.ts";
import type { BinaryType } from "./web-socket-events.ts";

/** Options of `send`. */
export interface SendOptions {
  /** Send bytes as text (`false`: they must be valid UTF-8) or a string as binary (`true`). Default: strings are text, bytes binary. */
  readonly binary?: boolean | undefined;
  /** False: more fragments of this message follow (RFC 6455 §5.4). Default true. */
  readonly fin?: boolean | undefined;
  /** False: send it as it is also where permessage-deflate is agreed. A message in fragments: looked at for its first. Default true. */
  readonly compress?: boolean | undefined;
  /**
   * True: a whole message that other sockets of the server are sent too, right before or after, as the same object that is
   * not changed in this turn of the event loop. It is encoded once for all of them, as by `broadcast`. Default false.
   */
  readonly shared?: boolean | undefined;
}

type Attempt = { readonly state: "connecting"; readonly cancel: () => void } | { readonly state: "closing" | "closed" };

const noAttempt: Attempt = { state: "closed" };

/** What a handshake agreed on; `""` for nothing. One object for all that agreed on nothing. */
interface Agreed {
  readonly subprotocol: string;
  readonly extensions: string;
}

const nothingAgreed: Agreed = { subprotocol: "", extensions: "" };

/** A WebSocket connection, or an attempt at one. */
export class WebSocket extends EventTargetEmitter {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSING = 2;
  static readonly CLOSED = 3;

  /**
   * For `sendShared` only, and not in the package's types.
   * @internal
   */
  static shared(socket: WebSocket, message: SharedMessage): boolean {
    return socket.#transport?.sendShared(message) !== undefined;
  }

  /** What binary messages arrive as from now on. Default "nodebuffer". */
  binaryType: BinaryType = "nodebuffer";
  #url = "";
  #agreed: Agreed = nothingAgreed;
  #attempt: Attempt = noAttempt;
  #transport: Transport | undefined;
  /** One promise for all who wait for the same thing. */
  #promises: { closed?: Promise<CloseResult>; drained?: Promise<void> | undefined } | undefined;

  /**
   * Connects to `url` (`ws:`, `wss:`; `http:` and `https:` mean the same).
   * @param subprotocols to offer, in order of preference. @throws UsageError for arguments that cannot work; what fails
   * later is an `error` event.
   */
  constructor(url: string | URL, subprotocols?: string | readonly string[], options?: ConnectOptions);
  /** For servers only: the socket of a handshake that was accepted. */
  constructor(accepted: AcceptedSocket);
  constructor(
    source: string | URL | AcceptedSocket,
    subprotocols: string | readonly string[] = [],
    options: ConnectOptions = {},
  ) {
    super();
    if (source instanceof AcceptedSocket) this.#openAccepted(source.parts);
    else this.#connect(source, subprotocols, options);
  }

  get CONNECTING(): 0 {
    return 0;
  }

  get OPEN(): 1 {
    return 1;
  }

  get CLOSING(): 2 {
    return 2;
  }

  get CLOSED(): 3 {
    return 3;
  }

  /** The URL as it was connected to; on a server, the request's target. */
  get url(): string {
    return this.#url;
  }

  /** The agreed subprotocol, or "". */
  get protocol(): string {
    return this.#agreed.subprotocol;
  }

  /** The agreed extensions as in the header, or "". */
  get extensions(): string {
    return this.#agreed.extensions;
  }

  /** 0 connecting, 1 open, 2 closing, 3 closed; the numbers have names on the class and on every socket. */
  get readyState(): 0 | 1 | 2 | 3 {
    if (this.#transport === undefined) return attemptReadyStates[this.#attempt.state];
    if (this.#transport.isClosed) return 3;
    return this.#transport.connection.state === "open" ? 1 : 2;
  }

  /** Bytes that are queued and not yet handed to the kernel, frame headers included. */
  get bufferedAmount(): number {
    return this.#transport?.bufferedBytes ?? 0;
  }

  /** True between `pause` and `resume`. */
  get isPaused(): boolean {
    return this.#transport?.connection.isPaused ?? false;
  }

  /** Resolves when the connection has ended, with how; never rejects. */
  get closed(): Promise<CloseResult> {
    this.#promises ??= {};
    this.#promises.closed ??=
      this.readyState === 3
        ? Promise.resolve(this.#currentResult())
        : new Promise((resolve) => this.once("close", (_code, _reason, result) => resolve(result)));
    return this.#promises.closed;
  }

  /**
   * Sends a message. The data is copied; it may be changed after the call.
   * @param callback called when the message was handed to the kernel, or with a `ClosedError` when it never will be.
   * @returns true when more may be sent at once; false when much is waiting (`drained()`, `drain`), or when the socket is
   * not open any more and nothing was sent. Going on after false is allowed up to `limits.maxBufferedBytes`; beyond it
   * the connection is closed with 3008.
   * @throws UsageError `ERR_NOT_OPEN` while connecting, `ERR_INVALID_ARGUMENT` for data that is neither string nor bytes.
   */
  send(data: OutgoingData | PreparedMessage, options?: SendOptions | SendCallback, callback?: SendCallback): boolean {
    const given = typeof options === "object" ? options : {};
    const onSent = typeof options === "function" ? options : callback;
    // Judged before the state, so that wrong data is found also on a socket that has closed.
    const message = data instanceof PreparedMessage ? data : { data: toStringOrBytes(data), isText: undefined };
    const transport = this.#openTransport();
    if (transport !== undefined) {
      const shared = given.shared ? sharedOf(transport, message, given) : undefined;
      const wantsMore = shared === undefined ? undefined : transport.sendShared(shared, onSent);
      if (wantsMore !== undefined) return wantsMore;
      transport.admit();
      if (queue(transport.connection, message, given)) return transport.queued(onSent);
    }
    this.#reportClosed(onSent);
    return false;
  }

  /** Sends a Ping with at most 125 bytes. @throws UsageError as `send`, and `ERR_CONTROL_PAYLOAD_TOO_LONG`. */
  ping(data: OutgoingData = "", callback?: SendCallback): void {
    this.#control("ping", data, callback);
  }

  /** Sends a Pong with at most 125 bytes; Pings are answered without it. @throws UsageError as `ping`. */
  pong(data: OutgoingData = "", callback?: SendCallback): void {
    this.#control("pong", data, callback);
  }

  /**
   * Resolves when little enough output waits to go on sending; at once if that is so already.
   * Rejects with `ClosedError` when the connection ends first, so that a loop of sends ends too.
   */
  async drained(): Promise<void> {
    const transport = this.#openTransport();
    if (transport === undefined || this.readyState !== 1) throw new ClosedError(this.#currentResult());
    if (!transport.needsDrain) return;
    this.#promises ??= {};
    const promises = this.#promises;
    promises.drained ??= this.#nextDrain().finally(() => {
      promises.drained = undefined;
    });
    await promises.drained;
  }

  /**
   * Begins the closing handshake (RFC 6455 §7.1.2); what was sent before is delivered first. While connecting, the
   * attempt fails. A second call does nothing.
   * @param code 1000–1003, 1007–1014, 3000–4999; default: none (the peer sees 1005). @param reason at most 123 bytes.
   * @throws UsageError `ERR_INVALID_CLOSE_CODE`, `ERR_CLOSE_REASON_TOO_LONG`.
   */
  close(code?: number, reason = ""): void {
    if (this.#transport !== undefined) {
      this.#transport.close(code, reason);
    } else {
      createClose(code, reason, "client");
      if (this.#attempt.state === "connecting") {
        this.#giveUp(new Error("close() was called before the connection was established"));
      }
    }
  }

  /** Ends the connection at once; what waits is lost, the peer sees 1006. */
  terminate(): void {
    if (this.#transport !== undefined) this.#transport.terminate();
    else this.close();
  }

  /** Stops reading: no message follows until `resume`, Pings are not answered, and the peer is slowed down by TCP. */
  pause(): void {
    this.#transport?.pause();
  }

  /** Reads on. */
  resume(): void {
    this.#transport?.resume();
  }

  /** Messages from now on, with backpressure; ends when the socket has closed. Do not mix it with `pause`. */
  [Symbol.asyncIterator](): AsyncIterableIterator<Message> {
    return iterateMessages(this);
  }

  #connect(url: string | URL, subprotocols: string | readonly string[], options: ConnectOptions): void {
    const { signal } = options;
    this.binaryType = options.binaryType ?? "nodebuffer";
    const plan = planConnect(url, subprotocols, options);
    this.#url = plan.url.href;
    const events = new SocketEvents(this, options.tap);
    const newConnectionOptions = (): SocketConnectionOptions => ({
      ...connectionOptions(clientRuntime, plan.limits),
      handler: events,
      autoPong: options.autoPong ?? true,
    });
    const cancel = startAttempt(plan, clientRuntime, {
      connectionOptions: newConnectionOptions,
      onFailed: (error) => this.#attemptFailed(error),
      onAccepted: (accepted, stream, early) => {
        const { connection, subprotocol } = accepted;
        this.#agreed = { subprotocol, extensions: formatExtensions(accepted.extensions) };
        const bytes = byteStreamOf(stream, options.plainSockets ? plainStreams : clientRuntime.streams);
        this.#transport = new Transport(bytes, connection, plan.limits, clientRuntime, events);
        this.#transport.start(early);
        callListener(() => this.emit("open"));
      },
    });
    this.#attempt = { state: "connecting", cancel };
    if (signal !== undefined) this.#obey(signal);
  }

  #openAccepted(accepted: AcceptedParts): void {
    const { stream, limits, runtime, registry, url } = accepted;
    const events = new SocketEvents(this, undefined, registry);
    this.#url = url;
    const { connection, subprotocol, extensions } = accepted.connect(events);
    if (subprotocol !== "" || extensions !== "") this.#agreed = { subprotocol, extensions };
    this.#transport = new Transport(stream, connection, limits, runtime, events);
    this.#transport.start(accepted.takeOver());
  }

  #obey(signal: AbortSignal): void {
    const onAbort = (): void => {
      if (this.#transport !== undefined) this.#transport.terminate();
      else this.#giveUp(asError(signal.reason));
    };
    if (signal.aborted) {
      process.nextTick(onAbort);
      return;
    }
    signal.addEventListener("abort", onAbort, { once: true });
    this.once("close", () => signal.removeEventListener("abort", onAbort));
  }

  /** Ends an attempt that is not wanted any more. The events come later, as for every other failure. */
  #giveUp(error: Error): void {
    if (this.#attempt.state !== "connecting") return;
    this.#attempt.cancel();
    this.#attempt = { state: "closing" };
    process.nextTick(() => this.#attemptFailed(error));
  }

  #attemptFailed(error: Error): void {
    this.#attempt = { state: "closed" };
    const events = new SocketEvents(this);
    events.onError(() => error);
    events.onClosed(neverOpened);
  }

  #control(kind: "ping" | "pong", data: OutgoingData, callback: SendCallback | undefined): void {
    const payload = toBytes(data);
    const transport = this.#openTransport();
    transport?.admit();
    if (transport?.connection[kind](payload)) transport.queued(callback);
    else this.#reportClosed(callback);
  }

  #nextDrain(): Promise<void> {
    return new Promise((resolve, reject) => {
      const onDrain = (): void => {
        this.off("close", onClose);
        resolve();
      };
      const onClose = (_code: number, _reason: string, result: CloseResult): void => {
        this.off("drain", onDrain);
        reject(new ClosedError(result));
      };
      this.once("drain", onDrain);
      this.once("close", onClose);
    });
  }

  /** The transport, or `undefined` for a socket that has failed to open. @throws UsageError while connecting. */
  #openTransport(): Transport | undefined {
    if (this.#transport === undefined && this.#attempt.state === "connecting") {
      throw new UsageError("ERR_NOT_OPEN", "the socket is still connecting: wait for its open event");
    }
    return this.#transport;
  }

  #currentResult(): CloseResult {
    return this.#transport?.connection.closeResult ?? neverOpened;
  }

  #reportClosed(callback: SendCallback | undefined): void {
    if (callback === undefined) return;
    const error = new ClosedError(this.#currentResult());
    process.nextTick(() => callback(error));
  }
}

/** For the server's `broadcast`: `send` of a message that many sockets get. @returns false when this one does not. */
export const sendShared: (socket: WebSocket, message: SharedMessage) => boolean = WebSocket.shared;

const attemptReadyStates = { connecting: 0, closing: 2, closed: 3 } as const;

/** What is told of a connection that never came to be (RFC 6455 §7.1.5: 1006). */
const neverOpened: CloseResult = Object.freeze(
  closeResult({ sent: undefined, received: undefined, first: undefined, cause: undefined }),
);

function queue(
  connection: Connection,
  message: PreparedMessage | { readonly data: string | Uint8Array; readonly isText: undefined },
  { binary, fin = true, compress = true }: SendOptions,
): boolean {
  if (message.isText !== undefined) {
    const encoder = connection.sharedEncoder;
    if (encoder !== undefined || connection.acceptsEncoded) {
      const frame = message.frameFor(encoder);
      return connection.sendEncoded(frame, 0, frame.length, encoder);
    }
    return message.isText ? connection.sendText(message.data) : connection.sendBinary(toBytes(message.data));
  }
  const { data } = message;
  const isText = binary === undefined ? typeof data === "string" : !binary;
  // What is compressed is bytes first, which Node makes quickest.
  const text = connection.hasExtension && typeof data === "string" ? Buffer.from(data) : data;
  return isText ? connection.sendText(text, fin, compress) : connection.sendBinary(toBytes(data), fin, compress);
}

/** What other sockets get too, where one encoding serves all of them. */
function sharedOf(
  transport: Transport,
  { data, isText }: { readonly data: string | Uint8Array; readonly isText: boolean | undefined },
  { binary, fin = true, compress = true }: SendOptions,
): SharedMessage | undefined {
  return isText === undefined && fin && compress ? transport.share(data, binary) : undefined;
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(`aborted: ${String(reason)}`);
}
