/**
 * The WebSocket of the `ws` entry: the class, its constants, its events and its methods as programs know them from `ws`.
 * It is a face: opening is in `client-attempt.ts` and `web-socket-server.ts`, sending in `sender.ts`, and a connection
 * that is open behind `socket-link.ts`. Members that begin with `_` are those that programs in the wild read.
 */
import type { ClientRequest } from "node:http";
import type { Duplex } from "node:stream";
import { type CloseResult, Connection, type MessageTransform } from "@longwire/wire";
import { clientRuntime } from "../runtime/runtime.ts";
import { AutoPong } from "./auto-pong.ts";
import { ClientAttempt } from "./client-attempt.ts";
import type { ClientOptions } from "./client-options.ts";
import { sortArguments } from "./constructor-arguments.ts";
import { EMPTY } from "./empty-buffer.ts";
import { EventTargetSocket } from "./event-target-socket.ts";
import type { LinkOptions } from "./link-options.ts";
import { makeEnumerable } from "./make-enumerable.ts";
import { type BinaryType, binaryTypes } from "./message-data.ts";
import { type BufferLike, byteLengthOf } from "./outgoing-bytes.ts";
import { Sender, type SendOptions, type SentCallback } from "./sender.ts";
import { type LinkOwner, SocketLink } from "./socket-link.ts";

type ReadyState = 0 | 1 | 2 | 3;
/** What is left of a link when there is none. */
type Phase = "connecting" | "closing" | "closed";

const readyStates = { CONNECTING: 0, OPEN: 1, CLOSING: 2, CLOSED: 3 } as const;
const stateNames = Object.keys(readyStates);
const phaseStates = { connecting: 0, closing: 2, closed: 3 } as const;
const ABNORMAL = 1006;
const NO_STATUS = 1005;

/** What was agreed on for a stream that a program brings. */
interface SetSocketOptions {
  readonly protocol?: string;
  /** What the agreed extension does to messages. */
  readonly transform?: MessageTransform | undefined;
}

/** A WebSocket connection, or an attempt at one. */
export class WebSocket extends EventTargetSocket<WebSocket> {
  declare static readonly CONNECTING: 0;
  declare static readonly OPEN: 1;
  declare static readonly CLOSING: 2;
  declare static readonly CLOSED: 3;
  declare readonly CONNECTING: 0;
  declare readonly OPEN: 1;
  declare readonly CLOSING: 2;
  declare readonly CLOSED: 3;
  /** False for sockets that connect. A socket made with `null` is a server's until this is set otherwise. */
  _isServer: boolean;
  #binaryType: BinaryType = "nodebuffer";
  #phase: Phase = "connecting";
  #protocol = "";
  #extensions = "";
  readonly #attempt: ClientAttempt<WebSocket> | undefined;
  #open: { readonly link: SocketLink; readonly sender: Sender } | undefined;
  readonly #options: ClientOptions<WebSocket>;
  /** What is told about the end, once it has come. */
  #result: CloseResult | undefined;
  /** Bytes that were to be sent after the end. */
  #unsentBytes = 0;
  #isClosing = false;

  /**
   * Connects to `address`.
   * @throws SyntaxError for a URL or subprotocol that cannot be used, RangeError for a protocol version other than 8 and
   * 13. What fails later is an `error` event.
   */
  constructor(address: string | URL, options?: ClientOptions<WebSocket>);
  constructor(address: string | URL, protocols?: string | readonly string[], options?: ClientOptions<WebSocket>);
  /** For servers: a socket that `setSocket` opens. */
  constructor(address: null, protocols?: undefined, options?: ClientOptions<WebSocket>);
  constructor(
    address: string | URL | null,
    protocolsOrOptions?: string | readonly string[] | ClientOptions<WebSocket>,
    lastOptions?: ClientOptions<WebSocket>,
  ) {
    super();
    const { protocols, options } = sortArguments(protocolsOrOptions, lastOptions);
    this.#options = options;
    this._isServer = address === null;
    if (address === null) return;
    this.#attempt = new ClientAttempt<WebSocket>(this, address, protocols, options, {
      isConnecting: () => this.#phase === "connecting" && this.#open === undefined,
      leaveConnecting: () => {
        this.#phase = "closing";
      },
      failed: (error) => this.#fail(error),
      closed: () => this.#emitClose(),
      createLink: (linkOptions) => new SocketLink(this.#linkOwner(), this._isServer, linkOptions, clientRuntime),
      opened: (link, connection, stream, early, agreed) => {
        this.#protocol = agreed.protocol;
        this.#extensions = agreed.extensions;
        this.#start(link, connection, stream, early);
      },
    });
    this.#attempt.start();
  }

  /** What binary messages arrive as from now on; unknown values are ignored. Default "nodebuffer". */
  get binaryType(): BinaryType {
    return this.#binaryType;
  }

  set binaryType(type: BinaryType) {
    if (binaryTypes.includes(type)) this.#binaryType = type;
  }

  /** Bytes that are queued and not yet handed to the kernel, framing included; after the end, what was sent in vain too. */
  get bufferedAmount(): number {
    const waiting = this.#open === undefined ? 0 : this.#open.link.transport.bufferedBytes;
    return waiting + (this.#open?.sender.bufferedBytes ?? 0) + this.#unsentBytes;
  }

  /** Names of the agreed extensions, separated by commas. */
  get extensions(): string {
    return this.#extensions;
  }

  /** True between `pause` and `resume`. */
  get isPaused(): boolean {
    return this.#open?.link.isPaused ?? false;
  }

  /** The agreed subprotocol, or "". */
  get protocol(): string {
    return this.#protocol;
  }

  /** One of the four constants. */
  get readyState(): ReadyState {
    if (this.#open === undefined) return phaseStates[this.#phase];
    const { transport, isClosed } = this.#open.link;
    if (isClosed) return readyStates.CLOSED;
    return transport.connection.state === "open" && !this.#isClosing ? readyStates.OPEN : readyStates.CLOSING;
  }

  /** The URL as it was connected to; `undefined` for a server's socket. */
  get url(): string {
    // A server's socket has none; the type is that of `ws`.
    return this.#attempt?.url as string;
  }

  /** The stream, once open; else `null`. */
  get _socket(): Duplex | null {
    return this.#open?.link.stream ?? null;
  }

  /** For programs that encode frames themselves; `null` before the socket is open. */
  get _sender(): Sender | null {
    return this.#open?.sender ?? null;
  }

  /** The current request of an attempt; `null` when there is none. */
  get _req(): ClientRequest | null {
    return this.#attempt?.request ?? null;
  }

  /** Redirects that were followed. */
  get _redirects(): number {
    return this.#attempt?.redirects ?? 0;
  }

  /** Whether a Close went both ways, once closed. */
  get _wasClean(): boolean {
    return this.#result?.sent !== undefined && this.#result.received !== undefined;
  }

  /**
   * Begins the closing handshake; while connecting, the attempt fails. A second call does nothing.
   * @throws TypeError for a code that must not be sent, RangeError for a reason over 123 bytes.
   */
  close(code?: number, reason?: string | Buffer): void {
    if (this.#open === undefined) {
      if (this.#phase === "connecting") this.#giveUp();
    } else if (this.readyState === readyStates.OPEN) {
      this.#open.sender.close(code, reason);
      this.#isClosing = true;
    }
  }

  /** Stops reading; nothing happens while connecting or closed. */
  pause(): void {
    if (this.#open !== undefined && this.readyState !== readyStates.CLOSED) this.#open.link.pause();
  }

  /** Reads on; nothing happens while connecting or closed. */
  resume(): void {
    if (this.#open !== undefined && this.readyState !== readyStates.CLOSED) this.#open.link.resume();
  }

  /** Sends a Ping with at most 125 bytes. @throws Error while connecting, RangeError for longer data. */
  ping(data?: BufferLike | SentCallback, mask?: boolean | SentCallback, callback?: SentCallback): void {
    this.#control("ping", data, mask, callback);
  }

  /** Sends a Pong with at most 125 bytes. @throws Error while connecting, RangeError for longer data. */
  pong(data?: BufferLike | SentCallback, mask?: boolean | SentCallback, callback?: SentCallback): void {
    this.#control("pong", data, mask, callback);
  }

  /** Sends a message. @throws Error while connecting, TypeError for data that `Buffer.from` does not take. */
  send(data: BufferLike, callback?: SentCallback): void;
  send(data: BufferLike, options?: SendOptions, callback?: SentCallback): void;
  send(data: BufferLike, optionsOrCallback?: SendOptions | SentCallback, lastCallback?: SentCallback): void {
    const isCallback = typeof optionsOrCallback === "function";
    const callback = isCallback ? optionsOrCallback : lastCallback;
    const { binary, fin, mask, compress } = { ...(isCallback ? undefined : optionsOrCallback) };
    const message = asText(data);
    const sender = this.#sender(message, callback);
    const options = {
      binary: binary ?? typeof message !== "string",
      fin: fin ?? true,
      mask: mask ?? !this._isServer,
      compress: compress ?? true,
    };
    sender?.send(message || EMPTY, options, callback);
  }

  /** Ends the connection at once. */
  terminate(): void {
    if (this.#open === undefined) {
      if (this.#phase === "connecting") this.#giveUp();
    } else if (this.readyState !== readyStates.CLOSED) {
      this.#open.link.transport.terminate();
    }
  }

  /** Opens a socket that was made with `null` over `stream`; for servers and for programs that bring their own stream. */
  setSocket(stream: Duplex, head: Uint8Array, options: LinkOptions & SetSocketOptions): void {
    this.#protocol = options.protocol ?? this.#protocol;
    this.#extensions = options.transform?.name ?? this.#extensions;
    const linkOptions = { closeTimeout: this.#options.closeTimeout, ...options };
    const link = new SocketLink(this.#linkOwner(), this._isServer, linkOptions, clientRuntime);
    const role = this._isServer ? "server" : "client";
    this.#start(
      link,
      new Connection({ role, ...link.connectionOptions(), transform: options.transform }),
      stream,
      head,
    );
  }

  #start(link: SocketLink, connection: Connection, stream: Duplex, early: Uint8Array): void {
    // An agent may have left an idle timer on it; a stream of another kind has neither method.
    const tcp = stream as Duplex & { setTimeout?(ms: number): void; setNoDelay?(): void };
    tcp.setTimeout?.(0);
    tcp.setNoDelay?.();
    this.#open = { link, sender: new Sender(link) };
    link.open(connection, stream, early);
    this.emit("open");
  }

  #linkOwner(): LinkOwner {
    const autoPong = new AutoPong(this, this.#options);
    return {
      socket: this,
      answerPing: (payload) => autoPong.answer(payload),
      ended: (result) => {
        this.#result = result;
        this.#emitClose();
      },
    };
  }

  #giveUp(): void {
    this.#attempt?.abort("WebSocket was closed before the connection was established");
  }

  #fail(error: Error): void {
    this.#phase = "closing";
    this.emit("error", error);
    this.#emitClose();
  }

  #emitClose(): void {
    this.#phase = "closed";
    const received = this.#result?.received;
    const code = received === undefined ? ABNORMAL : (received.code ?? NO_STATUS);
    this.emit("close", code, received?.reason ? Buffer.from(received.reason) : EMPTY);
  }

  #control(
    kind: "ping" | "pong",
    data: BufferLike | SentCallback | undefined,
    mask: boolean | SentCallback | undefined,
    lastCallback: SentCallback | undefined,
  ): void {
    const callback = [data, mask, lastCallback].find((each) => typeof each === "function") as SentCallback | undefined;
    const payload = typeof data === "function" ? undefined : asText(data);
    const masks = typeof mask === "boolean" ? mask : !this._isServer;
    this.#sender(payload, callback)?.[kind](payload || EMPTY, masks, callback);
  }

  /** The sender, or `undefined` where nothing can be sent any more. @throws Error while connecting. */
  #sender(data: unknown, callback: SentCallback | undefined): Sender | undefined {
    const state = this.readyState;
    const problem = `WebSocket is not open: readyState ${state} (${stateNames[state]})`;
    if (state === readyStates.CONNECTING) throw new Error(problem);
    if (state === readyStates.OPEN) return this.#open?.sender;
    if (data) this.#unsentBytes += byteLengthOf(data);
    if (callback !== undefined) process.nextTick(callback, new Error(problem));
    return undefined;
  }
}

for (const [name, value] of Object.entries(readyStates)) {
  Object.defineProperty(WebSocket, name, { enumerable: true, value });
  Object.defineProperty(WebSocket.prototype, name, { enumerable: true, value });
}
makeEnumerable(WebSocket, ["binaryType", "bufferedAmount", "extensions", "isPaused", "protocol", "readyState", "url"]);
makeEnumerable(WebSocket, ["onopen", "onerror", "onclose", "onmessage"]);

function asText<T>(data: T): T | string {
  return typeof data === "number" ? String(data) : data;
}
