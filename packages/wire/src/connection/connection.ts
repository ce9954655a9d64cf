/**
 * One WebSocket connection after its opening handshake, either role, without I/O: bytes in, events out, bytes out, and
 * time as an argument. It knows RFC 6455 from framing to close and glues the parts together; it knows no socket, no
 * timer and no promise. A driver feeds it, writes what `takeOutput` returns, and then obeys `transport`.
 */

import type { MessageTransform, SharedEncoder } from "../extension.ts";
import { opcodes } from "../frame/opcode.ts";
import {
  type Close,
  closeCodeIn,
  createClose,
  decodeClosePayload,
  encodeClosePayload,
  maxReasonBytes,
} from "../message/close-payload.ts";
import { utf8Length } from "../message/utf8-encode.ts";
import type { Role } from "../role.ts";
import { UsageError } from "../usage-error.ts";
import { type ViolationId, violations } from "../violation.ts";
import { type CloseFacts, type CloseResult, closeResult } from "./close-result.ts";
import { ClosingHandshake, type TransportAction } from "./closing-handshake.ts";
import { ConnectionProfile, type ConnectionSettings } from "./connection-profile.ts";
import type { ConnectionState } from "./connection-state.ts";
import { Discarder } from "./discarder.ts";
import { Heartbeat } from "./heartbeat.ts";
import { MessageReader, noMoment, type OwnedInboundEvents } from "./message-reader.ts";
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

/** How a connection is made. Every moment is in milliseconds on one monotonic clock; whole numbers take the least memory. */
export interface ConnectionOptions extends ConnectionSettings {
  readonly handler: ConnectionHandler;
  /** Moment of the opening handshake's end, on the same clock as every other `now`. */
  readonly now: number;
  /** What the agreed extension does to messages. Default: no extension. */
  readonly transform?: MessageTransform | undefined;
  /** Moves this connection's Ping interval within ±10 %, so that many do not beat together: -1 to 1, default 0. */
  readonly pingJitter?: number;
  /**
   * Settings that many connections share, with less memory for each; those among these options are then not read.
   * Default: a profile of its own, made from these options.
   */
  readonly profile?: ConnectionProfile;
}

const PING_JITTER_SHARE = 0.1;
const EMPTY = new Uint8Array(0);

/** A connection in one of the states `open`, `closing`, `closed`. See the module's comment for the contract. */
export class Connection {
  /**
   * Told when an extension has decoded or encoded something after the call that asked for it. The driver then writes
   * output, obeys `transport`, looks at `nextDeadline`, and reads on where `receive` left something.
   */
  onProgress: (() => void) | undefined = undefined;
  readonly #profile: ConnectionProfile;
  readonly #handler: ConnectionHandler;
  readonly #transform: MessageTransform | undefined;
  readonly #heartbeat: Heartbeat;
  /** Lent while something is being read or half read; with an extension, which keeps state in it, for good. */
  #reader: MessageReader<Connection> | undefined;
  /** Takes the reader's place after a Close or a failure. */
  #discarder: Discarder | undefined;
  /** Lent while something waits to be sent; with an extension for good. */
  #outbound: Outbound | undefined;
  /** Made when the end begins. */
  #closing: ClosingHandshake | undefined;

  /** @throws UsageError `ERR_INVALID_ARGUMENT` for a client without `nextMaskingKey`. */
  constructor(options: ConnectionOptions) {
    const profile = options.profile ?? new ConnectionProfile(options);
    const { pingIntervalMs, pongTimeoutMs } = profile.limits;
    this.#profile = profile;
    this.#handler = options.handler;
    this.#transform = options.transform;
    const jitter = 1 + PING_JITTER_SHARE * (options.pingJitter ?? 0);
    this.#heartbeat = new Heartbeat(Math.round(pingIntervalMs * jitter), pongTimeoutMs, options.now);
  }

  get role(): Role {
    return this.#profile.role;
  }

  /** `open` until a Close is sent or received or the connection fails; `closed` once TCP has ended. */
  get state(): ConnectionState {
    return this.#closing === undefined ? "open" : this.#closing.state;
  }

  /** How the connection closed; complete once the state is `closed`. */
  get closeResult(): CloseResult {
    return this.#closing?.result ?? closeResult(nothingSaid);
  }

  /** What to do with the transport after all output has been written. Ask again after every call. */
  get transport(): TransportAction {
    if (this.#closing === undefined) return "keep";
    const { transport } = this.#closing;
    // What an extension still encodes goes out first, and a Close that waits behind it.
    return transport === "finish" && this.#outbound?.isEncoding === true ? "keep" : transport;
  }

  /** Bytes that wait in `takeOutput`. */
  get bufferedBytes(): number {
    return this.#outbound === undefined ? 0 : this.#outbound.bytes;
  }

  /**
   * Bytes of memory that unfinished input holds: at most 4 × the bytes received + 1 KiB, and at most `maxMessageBytes`;
   * besides at most 125 of a control frame.
   */
  get retainedBytes(): number {
    return this.#reader?.inbound.retainedBytes ?? 0;
  }

  /** True while `pause` is in force. */
  get isPaused(): boolean {
    return this.#heartbeat.isPaused;
  }

  /** Messages that wait for an extension to decode them; `closed` should be reported to an application after the last. */
  get pendingDecodes(): number {
    return this.#reader?.inbound.pendingDecodes ?? 0;
  }

  /**
   * Takes bytes from the transport, in any cut; `bytes` is borrowed for the call. Never throws on what a peer sent.
   * @param from index to begin at, default 0. @param enough index from which on it stops at the end of a frame; default:
   * it reads everything.
   * @returns the index of the first byte that was not consumed: none, unless `pause` was called, `enough` was reached, or so
   * many messages wait for an extension to decode them that no more may pile up (then nothing of the call is consumed any
   * more). The driver keeps the rest, for after `resume` or `onProgress`, or for another turn.
   */
  receive(bytes: Uint8Array, now: number, from = 0, enough: number = bytes.length): number {
    if (bytes.length > 0) this.#heartbeat.heard(now);
    let at = from;
    // Every turn consumes at least one byte (see `InputReader`), so this ends whatever the peer sends.
    while (at < enough && !this.isPaused && this.state !== "closed") {
      if (this.#discarder === undefined) {
        const reader = this.#reader ?? this.#borrowReader();
        if (reader.inbound.isFull) break;
        reader.now = now;
        at = reader.read(bytes, at);
        // After every frame, so that each message has a time of its own even when no part ends where a message does.
        this.#watchMessage(now);
      } else {
        at = this.#discarder.read(bytes, at, enough);
      }
    }
    this.#returnReader();
    return this.state === "closed" ? bytes.length : at;
  }

  /** The transport has ended, by FIN, reset or otherwise. Without a Close before it: code 1006 (RFC 6455 §7.1.5). */
  receiveEof(): void {
    if (this.state === "closed") return;
    this.#end().transportEnded();
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
    if (this.#reader !== undefined) this.#reader.messageDeadline = noMoment;
    this.#reader?.inbound.pause();
    this.#heartbeat.setPaused(true, now);
  }

  /** Ends `pause`; the driver then calls `deliverDecoded` and feeds what it kept. */
  resume(now: number): void {
    this.#reader?.inbound.resume();
    this.#heartbeat.setPaused(false, now);
    this.#watchMessage(now);
  }

  /** Delivers messages that were decoded during a pause. */
  deliverDecoded(now: number): void {
    if (this.#reader === undefined) return;
    this.#reader.now = now;
    this.#reader.inbound.deliver();
  }

  /**
   * Queues a text message, or a fragment of one when `fin` is false (RFC 6455 §5.4). Bytes must be valid UTF-8.
   * @param compress false: an extension leaves the message as it is; looked at for its first fragment. Default true.
   * @returns false, with nothing queued, when the connection is not open: the peer may have closed it meanwhile.
   */
  sendText(data: string | Uint8Array, fin = true, compress = true): boolean {
    return this.#send(data, true, fin, compress);
  }

  /** Queues a binary message or fragment, like `sendText`. The bytes are copied. */
  sendBinary(data: Uint8Array, fin = true, compress = true): boolean {
    return this.#send(data, false, fin, compress);
  }

  /**
   * Queues what `encodeMessage` made: the bytes `[from, to)` of `memory`, by default all. They may be kept by reference
   * and must not change. For servers.
   * @param encoder what it was made with: the connection's `sharedEncoder`, or none without an extension.
   * @throws UsageError `ERR_INVALID_ARGUMENT` for a client, or for another encoder.
   */
  sendEncoded(memory: Uint8Array, from = 0, to: number = memory.length, encoder?: SharedEncoder): boolean {
    const fits = this.#transform === undefined ? encoder === undefined : encoder !== undefined;
    if (this.role !== "server" || !fits || encoder !== this.#transform?.sharedEncoder) {
      throw new UsageError(
        "ERR_INVALID_ARGUMENT",
        "sendEncoded is for server connections without an extension, or with the encoder of the message: use send",
      );
    }
    if (this.state !== "open") return false;
    this.#output.encoded(memory, from, to);
    return true;
  }

  /**
   * Queues a whole frame that the caller has encoded, by reference, as it is: that it follows the rules is the caller's
   * business. It must not come between the fragments of a message, unless it belongs there.
   */
  sendFrame(frame: Uint8Array): boolean {
    if (this.state !== "open") return false;
    this.#output.frame(frame);
    return true;
  }

  /** Whether an extension was agreed on: only then is anything decoded or encoded later. */
  get hasExtension(): boolean {
    return this.#transform !== undefined;
  }

  /** True when `sendEncoded` may be used without an encoder. */
  get acceptsEncoded(): boolean {
    return this.role === "server" && this.#transform === undefined;
  }

  /** What a message for `sendEncoded` may be encoded with, on a server whose extension allows it. */
  get sharedEncoder(): SharedEncoder | undefined {
    return this.role === "server" ? this.#transform?.sharedEncoder : undefined;
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
    if (!this.#end().hasSent && close !== 1006) {
      if (id === "slow-reader") this.#outbound?.dropWholeFrames();
      this.#sendClose({ code: close, reason: this.#profile.dialect.explainFailures ? message : "" }, now);
    }
    this.#end().fail(id, now);
    if (close === 1006) this.abort(id);
    this.#discardInput();
    // RFC 6455 §7.1.7: nothing more is processed, not even what an extension is decoding.
    this.#reader?.inbound.clear();
    this.#handler.onFault?.(id, value);
    if (wasOpen) this.#handler.onClosing();
  }

  /** Ends the connection at once, without a closing handshake; output is dropped. `id` names the peer's fault, if it was one. */
  abort(id?: ViolationId): void {
    this.#outbound?.clear();
    if (this.state === "closed") return;
    this.#end().abort(id);
    this.#reader?.inbound.clear();
    this.#releaseInput();
  }

  /** Removes up to `maxBytes` of output, to be written in this order. Default: all. */
  takeOutput(maxBytes: number = NEVER): Uint8Array[] {
    return this.#outbound?.take(maxBytes) ?? [];
  }

  /**
   * Everything that `takeOutput` returned has been written, and nobody reads it any more: its memory may be used again.
   * A driver that cannot know this never calls it.
   */
  outputWritten(): void {
    const outbound = this.#outbound;
    if (outbound === undefined) return;
    outbound.written();
    if (this.#transform !== undefined || !outbound.isIdle) return;
    this.#outbound = undefined;
    this.#profile.idleOutbound = outbound;
  }

  /** The next moment at which `expire` may have something to do; `Infinity` when there is none. It may move later. */
  nextDeadline(): number {
    if (this.#closing !== undefined) return this.#closing.nextDeadline;
    const { nextDeadline } = this.#heartbeat;
    const messageDeadline = this.#reader?.messageDeadline ?? noMoment;
    return messageDeadline === noMoment ? nextDeadline : Math.min(nextDeadline, messageDeadline);
  }

  /** Does what is due at `now`: a Ping, a failure, the end of a closing handshake. */
  expire(now: number): void {
    if (this.#closing !== undefined) {
      // RFC 6455 §7.1.4: once both Closes are through, the close is clean, however TCP ends.
      if (this.#closing.expire(now)) this.abort(this.#closing.isComplete ? undefined : "close-timeout");
      return;
    }
    const messageDeadline = this.#reader?.messageDeadline ?? noMoment;
    if (messageDeadline !== noMoment && now >= messageDeadline) {
      this.fail("message-timeout", now);
      return;
    }
    const due = this.#heartbeat.due(now);
    if (due === "timeout") {
      this.fail("pong-timeout", now);
    } else if (due === "ping") {
      // A Ping behind output that does not move would only wait with it; the stall timer of the driver rules then.
      if (this.bufferedBytes > 0) this.#heartbeat.heard(now);
      else if (this.ping()) this.#heartbeat.pinged(now);
    }
  }

  #send(data: string | Uint8Array, isText: boolean, fin: boolean, compress: boolean): boolean {
    // RFC 6455 §5.5.1: no more data frames after a Close.
    if (this.state !== "open") return false;
    this.#output.data(data, isText, fin, compress);
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
    this.#output.control(opcode, payload);
    return true;
  }

  #sendClose(close: Close, now: number): void {
    this.#output.close(encodeClosePayload(close));
    this.#end().send(close, now);
  }

  /** What is being sent, for something more. */
  get #output(): Outbound {
    this.#outbound ??= this.#borrowOutbound();
    return this.#outbound;
  }

  #borrowOutbound(): Outbound {
    const profile = this.#profile;
    const idle = this.#transform === undefined ? profile.idleOutbound : undefined;
    if (idle === undefined) return this.#newOutbound();
    profile.idleOutbound = undefined;
    return idle;
  }

  #newOutbound(): Outbound {
    const { outputMemory, frameMask } = this.#profile;
    return new Outbound(outputMemory, frameMask, this.#transform, () => this.onProgress?.());
  }

  #borrowReader(): MessageReader<Connection> {
    // The only readers that a profile keeps are those of connections.
    const idle = this.#profile.idleReader as MessageReader<Connection> | undefined;
    const lent = this.#transform === undefined ? idle : undefined;
    const reader = lent ?? new MessageReader(this.#profile, this.#transform, Connection.#inboundEvents);
    if (lent !== undefined) this.#profile.idleReader = undefined;
    reader.owner = this;
    this.#reader = reader;
    return reader;
  }

  /** Gives the reader back, unless something is half read or an extension keeps state in it. */
  #returnReader(): void {
    const reader = this.#reader;
    if (reader === undefined || this.#transform !== undefined) return;
    const hasEnded = this.#discarder !== undefined || this.state === "closed";
    if (!hasEnded && reader.isUnfinished) return;
    this.#reader = undefined;
    reader.owner = undefined;
    // After a failure it may stand within a frame.
    if (!hasEnded) this.#profile.idleReader = reader;
  }

  /** The books of the end, which begins now if it has not yet. */
  #end(): ClosingHandshake {
    this.#closing ??= new ClosingHandshake(this.#profile.role, this.#profile.limits);
    return this.#closing;
  }

  /** One object for all connections. */
  static readonly #inboundEvents: OwnedInboundEvents<Connection> = {
    onMessage: (owner, payload, isText, fragmentEnds) => owner.#handler.onMessage(payload, isText, fragmentEnds),
    onControl: (owner, opcode, payload) => owner.#onControl(opcode, payload),
    onViolation: (owner, id, value) => owner.fail(id, owner.#reader?.now ?? 0, value),
    onLate: (owner) => owner.onProgress?.(),
  };

  #onControl(opcode: number, payload: Uint8Array): void {
    if (opcode === opcodes.ping) {
      // RFC 6455 §5.5.2: answered unless a Close was already received; after ours is sent, only Close may follow it.
      if (this.#profile.autoPong && this.state === "open") this.#output.pong(payload);
      this.#handler.onPing(payload);
    } else if (opcode === opcodes.pong) {
      this.#handler.onPong(payload);
    } else {
      this.#onClose(payload);
    }
  }

  #onClose(payload: Uint8Array): void {
    const now = this.#reader?.now ?? 0; // set: it is being read
    const close = decodeClosePayload(payload, this.#profile.dialect.validateUtf8);
    if (typeof close === "string") {
      this.fail(close, now, close === "close-code-invalid" ? closeCodeIn(payload) : undefined);
      return;
    }
    const wasOpen = this.state === "open";
    this.#end().receive(close, now);
    // RFC 6455 §5.5.1: the answer to a Close is a Close, with the code that was received, once.
    // A reason that was not validated may be longer as text; then it would not fit.
    const repeats = this.#profile.dialect.echoReasons && utf8Length(close.reason) <= maxReasonBytes;
    const reason = repeats ? close.reason : "";
    if (!this.#end().hasSent) this.#sendClose({ code: close.code, reason }, now);
    this.#discardInput();
    if (wasOpen) this.#handler.onClosing();
  }

  #discardInput(): void {
    if (this.#discarder !== undefined) return;
    if (this.#reader !== undefined) {
      this.#reader.inbound.clearUnfinished();
      this.#reader.messageDeadline = noMoment;
    }
    const { maxDiscardedBytes } = this.#profile.limits;
    this.#discarder = new Discarder(maxDiscardedBytes, () => this.abort("data-after-close"));
  }

  #watchMessage(now: number): void {
    if (this.#discarder !== undefined) return;
    this.#reader?.watch(now, this.isPaused ? 0 : this.#profile.limits.messageTimeoutMs);
  }

  /** Gives up what a closed connection no longer needs; called once. */
  #releaseInput(): void {
    const dispose = (): void => this.#transform?.dispose();
    if (this.#reader === undefined) dispose();
    else this.#reader.inbound.end(dispose);
  }
}

const NEVER = Number.POSITIVE_INFINITY;

/** How an open connection has closed so far. */
const nothingSaid: CloseFacts = { sent: undefined, received: undefined, first: undefined, cause: undefined };
