/**
 * One WebSocket connection after its opening handshake, either role, without I/O: bytes in, events out, bytes out, and
 * time as an argument. It knows RFC 6455 from framing to close and glues the parts together; it knows no socket, no
 * timer and no promise. A driver feeds it, writes what `takeOutput` returns, and then obeys `transport`.
 */

import { type ConnectionDialect, defaultDialect } from "../dialect.ts";
import type { MessageTransform } from "../extension.ts";
import { FrameReader } from "../frame/frame-reader.ts";
import { opcodes } from "../frame/opcode.ts";
import { clientLimits, type Limits, serverLimits } from "../limits.ts";
import {
  type Close,
  closeCodeIn,
  createClose,
  decodeClosePayload,
  encodeClosePayload,
  maxReasonBytes,
} from "../message/close-payload.ts";
import { utf8Length } from "../message/utf8-encode.ts";
import type { Allocate, NextMaskingKey, OutputMemory } from "../ports.ts";
import type { Role } from "../role.ts";
import { UsageError } from "../usage-error.ts";
import { type ViolationId, violations } from "../violation.ts";
import type { CloseResult } from "./close-result.ts";
import { ClosingHandshake, type TransportAction } from "./closing-handshake.ts";
import type { ConnectionState } from "./connection-state.ts";
import { Discarder, type InputReader } from "./discarder.ts";
import { Heartbeat } from "./heartbeat.ts";
import { Inbound, type InboundEvents } from "./inbound.ts";
import { Outbound } from "./outbound.ts";

/**
 * Receives the events of one connection, in the order of the stream, during `receive` (or later, where an extension
 * decodes later). It may call every method of the connection but `receive`, which is still reading. It must not throw:
 * an exception would leave the stream half read. Payloads have memory of their own.
 */
export interface ConnectionHandler {
  /** A whole message. For text, `payload` is valid UTF-8. `fragmentEnds` only where the dialect records them. */
  onMessage(payload: Uint8Array, isText: boolean, fragmentEnds?: readonly number[]): void;
  /** A Ping; the Pong is already queued unless `autoPong` is off. */
  onPing(payload: Uint8Array): void;
  /** A Pong, solicited or not (RFC 6455 §5.5.3). */
  onPong(payload: Uint8Array): void;
  /**
   * The connection has left `open` by the peer's Close or fault. Messages that arrived before a Close have been
   * delivered, except those that an extension is still decoding: they follow (`pendingDecodes`). A fault drops those.
   */
  onClosing(): void;
  /**
   * The connection was failed over a fault of the peer; `closeResult` tells it too, once. Called before `onClosing`.
   * @param value the number at fault, where one says it: an opcode, a length or a close code.
   */
  onFault?(id: ViolationId, value: number | undefined): void;
}

/** How a connection is made. */
export interface ConnectionOptions {
  readonly role: Role;
  readonly handler: ConnectionHandler;
  /** Moment of the opening handshake's end, on the same clock as every other `now`: milliseconds, monotonic. */
  readonly now: number;
  /** Default: `serverLimits` or `clientLimits`. */
  readonly limits?: Limits;
  /** Needed for a client, which must mask (RFC 6455 §5.3); not used by a server. */
  readonly nextMaskingKey?: NextMaskingKey;
  /** Default: `new Uint8Array(length)`. */
  readonly allocate?: Allocate;
  /** Default: new memory by `allocate` for every block of output. */
  readonly outputMemory?: OutputMemory;
  /** What the agreed extension does to messages. Default: no extension. */
  readonly transform?: MessageTransform | undefined;
  /** Answer Pings at once (RFC 6455 §5.5.2). Default true; off, the handler must call `pong`. */
  readonly autoPong?: boolean;
  /** Moves this connection's Ping interval within ±10 %, so that many do not beat together: -1 to 1, default 0. */
  readonly pingJitter?: number;
  /** Departures from this project's choices. Default: none. */
  readonly dialect?: Partial<ConnectionDialect>;
}

const PING_JITTER_SHARE = 0.1;
const EMPTY = new Uint8Array(0);

/** A connection in one of the states `open`, `closing`, `closed`. See the module's comment for the contract. */
export class Connection {
  readonly role: Role;
  readonly #limits: Limits;
  readonly #handler: ConnectionHandler;
  readonly #autoPong: boolean;
  readonly #inbound: Inbound;
  readonly #outbound: Outbound;
  readonly #closing: ClosingHandshake;
  readonly #heartbeat: Heartbeat;
  readonly #reading: Reading;
  readonly #transform: MessageTransform | undefined;
  readonly #dialect: ConnectionDialect;

  /** @throws UsageError `ERR_INVALID_ARGUMENT` for a client without `nextMaskingKey`. */
  constructor(options: ConnectionOptions) {
    const { role, limits = role === "server" ? serverLimits : clientLimits, transform, now } = options;
    if (role === "client" && options.nextMaskingKey === undefined) {
      throw new UsageError(
        "ERR_INVALID_ARGUMENT",
        "a client connection needs options.nextMaskingKey: it masks every frame",
      );
    }
    const allocate = options.allocate ?? ((length: number): Uint8Array => new Uint8Array(length));
    this.role = role;
    this.#limits = limits;
    this.#handler = options.handler;
    this.#autoPong = options.autoPong ?? true;
    this.#transform = transform;
    this.#dialect = options.dialect === undefined ? defaultDialect : { ...defaultDialect, ...options.dialect };
    const mask = this.#dialect.frameMask ?? (role === "client" ? options.nextMaskingKey : undefined);
    this.#inbound = new Inbound(limits, allocate, transform, this.#inboundEvents(), this.#dialect);
    this.#outbound = new Outbound(options.outputMemory ?? { allocate }, mask, transform);
    this.#closing = new ClosingHandshake(role, limits);
    const intervalMs = limits.pingIntervalMs * (1 + PING_JITTER_SHARE * (options.pingJitter ?? 0));
    this.#heartbeat = new Heartbeat(intervalMs, limits.pongTimeoutMs, now);
    const rules = { expectMask: role === "server", allowRsv1: transform !== undefined };
    this.#reading = { input: new FrameReader(rules, this.#inbound), now, messageDeadline: NEVER, isPaused: false };
  }

  /** `open` until a Close is sent or received or the connection fails; `closed` once TCP has ended. */
  get state(): ConnectionState {
    return this.#closing.state;
  }

  /** How the connection closed; complete once the state is `closed`. */
  get closeResult(): CloseResult {
    return this.#closing.result;
  }

  /** What to do with the transport after all output has been written. Ask again after every call. */
  get transport(): TransportAction {
    return this.#closing.transport;
  }

  /** Bytes that wait in `takeOutput`. */
  get bufferedBytes(): number {
    return this.#outbound.bytes;
  }

  /**
   * Bytes of memory that unfinished input holds: at most 4 × the bytes received + 1 KiB, and at most `maxMessageBytes`;
   * besides at most 125 of a control frame.
   */
  get retainedBytes(): number {
    return this.#inbound.retainedBytes;
  }

  /** True while `pause` is in force. */
  get isPaused(): boolean {
    return this.#reading.isPaused;
  }

  /** Messages that wait for an extension to decode them; `closed` should be reported to an application after the last. */
  get pendingDecodes(): number {
    return this.#inbound.pendingDecodes;
  }

  /**
   * Takes bytes from the transport, in any cut; `bytes` is borrowed for the call. Never throws on what a peer sent.
   * @param from index to begin at, default 0. @param enough index from which on it stops at the end of a frame; default:
   * it reads everything.
   * @returns the index of the first byte that was not consumed: none, unless `pause` was called or `enough` was reached.
   * The driver keeps the rest, for after `resume` or for another turn.
   */
  receive(bytes: Uint8Array, now: number, from = 0, enough: number = bytes.length): number {
    const reading = this.#reading;
    reading.now = now;
    if (bytes.length > 0) this.#heartbeat.heard(now);
    let at = from;
    // Every turn consumes at least one byte (see `InputReader`), so this ends whatever the peer sends.
    while (at < enough && !reading.isPaused && this.state !== "closed") {
      at = reading.input.read(bytes, at);
      // After every frame, so that each message has a time of its own even when no part ends where a message does.
      this.#watchMessage(now);
    }
    return this.state === "closed" ? bytes.length : at;
  }

  /** The transport has ended, by FIN, reset or otherwise. Without a Close before it: code 1006 (RFC 6455 §7.1.5). */
  receiveEof(): void {
    if (this.state === "closed") return;
    this.#closing.transportEnded();
    // Output is kept: a peer that ended only its own direction may still read what was sent to it.
    // So is what an extension is decoding: those messages arrived whole.
    this.#releaseInput();
  }

  /** The transport has written output that had to wait: the peer takes it, so it lives. */
  peerTookOutput(now: number): void {
    this.#heartbeat.heard(now);
  }

  /** Stops reading after the current frame. Pings are not answered meanwhile, and silence is not held against the peer. */
  pause(now: number): void {
    this.#reading.isPaused = true;
    this.#reading.messageDeadline = NEVER;
    this.#heartbeat.setPaused(true, now);
  }

  /** Ends `pause`; the driver then feeds what it kept. */
  resume(now: number): void {
    this.#reading.isPaused = false;
    this.#heartbeat.setPaused(false, now);
    this.#watchMessage(now);
  }

  /**
   * Queues a text message, or a fragment of one when `fin` is false (RFC 6455 §5.4). Bytes must be valid UTF-8.
   * @returns false, with nothing queued, when the connection is not open: the peer may have closed it meanwhile.
   */
  sendText(data: string | Uint8Array, fin = true): boolean {
    return this.#send(data, true, fin);
  }

  /** Queues a binary message or fragment, like `sendText`. The bytes are copied. */
  sendBinary(data: Uint8Array, fin = true): boolean {
    return this.#send(data, false, fin);
  }

  /** Queues what `encodeMessage` made, by reference. For servers without extension; @throws UsageError otherwise. */
  sendEncoded(frame: Uint8Array): boolean {
    if (this.role !== "server" || this.#transform !== undefined) {
      throw new UsageError(
        "ERR_INVALID_ARGUMENT",
        "sendEncoded is for server connections without an extension: use send",
      );
    }
    if (this.state !== "open" || this.#closing.hasSent) return false;
    this.#outbound.encoded(frame);
    return true;
  }

  /**
   * Queues a whole frame that the caller has encoded, by reference, as it is: that it follows the rules is the caller's
   * business. It must not come between the fragments of a message, unless it belongs there.
   */
  sendFrame(frame: Uint8Array): boolean {
    if (this.state !== "open" || this.#closing.hasSent) return false;
    this.#outbound.frame(frame);
    return true;
  }

  /** True when `sendEncoded` may be used. */
  get acceptsEncoded(): boolean {
    return this.role === "server" && this.#transform === undefined;
  }

  /** Queues a Ping of at most 125 bytes. @throws UsageError `ERR_CONTROL_PAYLOAD_TOO_LONG`. */
  ping(payload: Uint8Array = EMPTY): boolean {
    return this.#sendControl(opcodes.ping, payload);
  }

  /** Queues a Pong of at most 125 bytes, solicited or not. @throws UsageError `ERR_CONTROL_PAYLOAD_TOO_LONG`. */
  pong(payload: Uint8Array = EMPTY): boolean {
    return this.#sendControl(opcodes.pong, payload);
  }

  /**
   * Begins the closing handshake (RFC 6455 §7.1.2). A second call does nothing.
   * @param code 1000–1003, 1007–1014, 3000–4999, or `undefined` for none. @param reason at most 123 bytes of UTF-8.
   * @throws UsageError `ERR_INVALID_CLOSE_CODE`, `ERR_CLOSE_REASON_TOO_LONG`.
   */
  close(code: number | undefined, reason: string, now: number): void {
    const close = createClose(code, reason, this.role);
    if (this.state === "open") this.#sendClose(close, now);
  }

  /** Fails the connection over a fault of the peer that the driver found (RFC 6455 §7.1.7). `value`: see `onFault`. */
  fail(id: ViolationId, now: number, value?: number): void {
    if (this.state === "closed") return;
    const wasOpen = this.state === "open";
    const { close, message } = violations[id];
    if (!this.#closing.hasSent && close !== 1006) {
      if (id === "slow-reader") this.#outbound.dropWholeFrames();
      this.#sendClose({ code: close, reason: this.#dialect.explainFailures ? message : "" }, now);
    }
    this.#closing.fail(id, now);
    if (close === 1006) this.abort(id);
    this.#discardInput();
    // RFC 6455 §7.1.7: nothing more is processed, not even what an extension is decoding.
    this.#inbound.clear();
    this.#handler.onFault?.(id, value);
    if (wasOpen) this.#handler.onClosing();
  }

  /** Ends the connection at once, without a closing handshake; output is dropped. `id` names the peer's fault, if it was one. */
  abort(id?: ViolationId): void {
    this.#outbound.clear();
    if (this.state === "closed") return;
    this.#closing.abort(id);
    this.#inbound.clear();
    this.#releaseInput();
  }

  /** Removes up to `maxBytes` of output, to be written in this order. Default: all. */
  takeOutput(maxBytes: number = NEVER): Uint8Array[] {
    return this.#outbound.take(maxBytes);
  }

  /**
   * Everything that `takeOutput` returned has been written, and nobody reads it any more: its memory may be used again.
   * A driver that cannot know this never calls it.
   */
  outputWritten(): void {
    this.#outbound.written();
  }

  /** The next moment at which `expire` may have something to do; `Infinity` when there is none. It may move later. */
  nextDeadline(): number {
    if (this.state === "open") return Math.min(this.#heartbeat.nextDeadline, this.#reading.messageDeadline);
    return this.#closing.nextDeadline;
  }

  /** Does what is due at `now`: a Ping, a failure, the end of a closing handshake. */
  expire(now: number): void {
    if (this.state !== "open") {
      // RFC 6455 §7.1.4: once both Closes are through, the close is clean, however TCP ends.
      if (this.#closing.expire(now)) this.abort(this.#closing.isComplete ? undefined : "close-timeout");
      return;
    }
    if (now >= this.#reading.messageDeadline) {
      this.fail("message-timeout", now);
      return;
    }
    const due = this.#heartbeat.due(now);
    if (due === "timeout") {
      this.fail("pong-timeout", now);
    } else if (due === "ping") {
      // A Ping behind output that does not move would only wait with it; the stall timer of the driver rules then.
      if (this.#outbound.bytes > 0) this.#heartbeat.heard(now);
      else if (this.ping()) this.#heartbeat.pinged(now);
    }
  }

  #send(data: string | Uint8Array, isText: boolean, fin: boolean): boolean {
    // RFC 6455 §5.5.1: no more data frames after a Close.
    if (this.state !== "open") return false;
    this.#outbound.data(data, isText, fin);
    return true;
  }

  #sendControl(opcode: typeof opcodes.ping | typeof opcodes.pong, payload: Uint8Array): boolean {
    if (payload.length > 125) {
      throw new UsageError(
        "ERR_CONTROL_PAYLOAD_TOO_LONG",
        `control payload has ${payload.length} bytes: 125 is the most`,
      );
    }
    if (this.state !== "open") return false;
    this.#outbound.control(opcode, payload);
    return true;
  }

  #sendClose(close: Close, now: number): void {
    this.#outbound.close(encodeClosePayload(close));
    this.#closing.send(close, now);
  }

  #inboundEvents(): InboundEvents {
    return {
      onMessage: (payload, isText, fragmentEnds) => this.#handler.onMessage(payload, isText, fragmentEnds),
      onControl: (opcode, payload) => this.#onControl(opcode, payload),
      onViolation: (id, value) => this.fail(id, this.#reading.now, value),
    };
  }

  #onControl(opcode: number, payload: Uint8Array): void {
    if (opcode === opcodes.ping) {
      // RFC 6455 §5.5.2: answered unless a Close was already received; after ours is sent, only Close may follow it.
      if (this.#autoPong && this.state === "open") this.#outbound.pong(payload);
      this.#handler.onPing(payload);
    } else if (opcode === opcodes.pong) {
      this.#handler.onPong(payload);
    } else {
      this.#onClose(payload);
    }
  }

  #onClose(payload: Uint8Array): void {
    const now = this.#reading.now;
    const close = decodeClosePayload(payload, this.#dialect.validateUtf8);
    if (typeof close === "string") {
      this.fail(close, now, close === "close-code-invalid" ? closeCodeIn(payload) : undefined);
      return;
    }
    const wasOpen = this.state === "open";
    this.#closing.receive(close, now);
    // RFC 6455 §5.5.1: the answer to a Close is a Close, with the code that was received, once.
    // A reason that was not validated may be longer as text; then it would not fit.
    const repeats = this.#dialect.echoReasons && utf8Length(close.reason) <= maxReasonBytes;
    const reason = repeats ? close.reason : "";
    if (!this.#closing.hasSent) this.#sendClose({ code: close.code, reason }, now);
    this.#discardInput();
    if (wasOpen) this.#handler.onClosing();
  }

  #discardInput(): void {
    if (this.#reading.input instanceof Discarder) return;
    this.#inbound.clearUnfinished();
    this.#reading.messageDeadline = NEVER;
    this.#reading.input = new Discarder(this.#limits.maxDiscardedBytes, () => this.abort("data-after-close"));
  }

  /** Starts or ends the clock of an unfinished message. */
  #watchMessage(now: number): void {
    const reading = this.#reading;
    if (!(reading.input instanceof FrameReader)) return;
    const isUnfinished = this.#inbound.isInMessage || !reading.input.isBetweenFrames;
    if (!isUnfinished) reading.messageDeadline = NEVER;
    else if (reading.messageDeadline === NEVER && this.#limits.messageTimeoutMs > 0 && !reading.isPaused) {
      reading.messageDeadline = now + this.#limits.messageTimeoutMs;
    }
  }

  /** Gives up what a closed connection no longer needs; called once. */
  #releaseInput(): void {
    this.#inbound.end(() => this.#transform?.dispose());
  }
}

const NEVER = Number.POSITIVE_INFINITY;

/** The moving parts of reading. */
interface Reading {
  /** The frame reader, and after a Close or failure the discarder. */
  input: InputReader;
  /** Moment of the current `receive`, for what happens within it. */
  now: number;
  messageDeadline: number;
  isPaused: boolean;
}
