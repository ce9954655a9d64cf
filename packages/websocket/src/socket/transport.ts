/**
 * Drives one protocol connection over one Node stream: feeds it what arrives, writes what it wants written, wakes it
 * when a deadline is due, and ends the stream when it says so. It knows streams, backpressure and the slow-reader rule;
 * the protocol is in @longwire/wire, the public face in `web-socket.ts`.
 */
import type { CloseResult, Connection, Limits } from "@longwire/wire";
import { type DeadlineEntry, notScheduled } from "../runtime/deadline-queue.ts";
import type { Flushable } from "../runtime/flush-queue.ts";
import { encodedFor, type SharedMessage } from "../runtime/frame-run.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { ByteStream, ByteStreamEvents } from "../streams/byte-stream.ts";
import { toBytes } from "./outgoing-data.ts";
import { type SendCallback, SendCallbacks } from "./send-callbacks.ts";
import { callListener } from "./throw-later.ts";
import type { WireTap } from "./wire-tap.ts";

/** Told about the stream's life. */
export interface TransportEvents {
  /** Shown the raw bytes, if there is one. */
  readonly tap: WireTap | undefined;
  /** Waiting output has fallen to the low-water mark after `needsDrain` was true. */
  onDrain(): void;
  /** The stream failed; `onClosed` follows. At most once. */
  onError(makeError: () => Error): void;
  /** The stream has ended and everything is released. Exactly once. */
  onClosed(result: CloseResult): void;
}

/** One write to the stream has at most this many bytes, so that its completion shows that a slow reader still reads. */
const WRITE_BYTES = 128 * 1024;
/** Output that waits above this is flushed within `send`, so that a loop of sends does not pile up in memory. */
const FLUSH_AT_BYTES = 64 * 1024;
/** Above the high-water mark `send` says false; at or below the low one, `drain` is due. */
const HIGH_WATER_BYTES = 64 * 1024;
const LOW_WATER_BYTES = 16 * 1024;
/** Input of one peer that is handled before anything else is looked at: some hundred of the smallest frames. */
const SHARE_BYTES = 4096;
/** What one peer may take of a turn of the event loop, and what it may take while others have been interrupted. */
const LONG_TURN_MS = 1;
const SHORT_TURN_MS = 0.1;
/** A write that takes this long has waited for the peer to make room. */
const BLOCKED_MS = 100;

const NO_MOMENT = -1;
const EMPTY = Buffer.alloc(0);

/** The driver of one connection. */
export class Transport implements ByteStreamEvents, DeadlineEntry, Flushable {
  scheduledTick: number = notScheduled;
  readonly connection: Connection;
  readonly stream: ByteStream;
  readonly #runtime: Runtime;
  readonly #limits: Limits;
  readonly #events: TransportEvents;
  readonly #flushesAtOnce: boolean;
  /** Made for the first callback: most sockets have none. */
  #callbacks: SendCallbacks | undefined;
  /** Input that was read but not consumed, because reading was paused. */
  #unread: Uint8Array = EMPTY;
  readonly #status = {
    /** Within `receive`: what is sent is flushed at its end. */
    isReading: false,
    isFlushScheduled: false,
    /** A write is on its way that the kernel has not taken whole. */
    isWriting: false,
    /** When that write began. */
    writtenAt: 0,
    needsDrain: false,
    hasEnded: false,
    /** The stream is gone; messages that came before may still be being decoded. */
    isStreamGone: false,
    isClosed: false,
  };
  /** When that write must have moved, or `NO_MOMENT`: whole numbers need no memory of their own. */
  #stallDeadline = NO_MOMENT;

  /** @param flushesAtOnce gives everything to the stream within the call that queued it, instead of in batches. */
  constructor(
    stream: ByteStream,
    connection: Connection,
    limits: Limits,
    runtime: Runtime,
    events: TransportEvents,
    { flushesAtOnce = false }: { readonly flushesAtOnce?: boolean } = {},
  ) {
    this.stream = stream;
    this.connection = connection;
    this.#limits = limits;
    this.#runtime = runtime;
    this.#events = events;
    this.#flushesAtOnce = flushesAtOnce;
    if (connection.hasExtension) connection.onProgress = () => this.#wentOn();
  }

  /** Begins to read. `early` are bytes that came with the handshake; they are delivered in a turn of their own. */
  start(early: Uint8Array): void {
    const { stream } = this;
    stream.events = this;
    this.#runtime.deadlines.update(this);
    if (stream.isDestroyed) {
      process.nextTick(() => this.onClose());
    } else if (early.length > 0) {
      this.#unread = Buffer.from(early);
      this.#show("onReceived", early);
      stream.pause();
      process.nextTick(() => this.#readOn());
    } else if (this.connection.isPaused) {
      stream.pause();
    } else {
      stream.resume();
    }
  }

  /** Bytes that wait, here and in the stream. */
  get bufferedBytes(): number {
    const { bufferedBytes } = this.connection;
    // A stream that writes nothing has nothing; asking it costs more than all the rest (bench: fan-out).
    return this.#status.isWriting ? bufferedBytes + this.stream.pendingBytes : bufferedBytes;
  }

  /** True once the stream has ended and everything is released. */
  get isClosed(): boolean {
    return this.#status.isClosed;
  }

  /** True while `onDrain` is owed. */
  get needsDrain(): boolean {
    return this.#status.needsDrain;
  }

  /**
   * To be called before a message is queued. Applies the slow-reader rule: while more than `maxBufferedBytes` wait, the
   * next message fails the connection (3008) instead of growing the queue.
   */
  admit(): void {
    if (this.bufferedBytes <= this.#limits.maxBufferedBytes || this.connection.state !== "open") return;
    this.connection.fail("slow-reader", this.#runtime.clock.now());
    this.#callbacks?.failAll(this.connection.closeResult);
    this.#flushSoon();
    this.#runtime.deadlines.update(this);
  }

  /** To be called after something was queued. @returns false above the high-water mark. */
  queued(callback?: SendCallback): boolean {
    const waiting = this.connection.bufferedBytes;
    if (callback !== undefined) {
      this.#callbacks ??= new SendCallbacks();
      this.#callbacks.add(waiting, callback);
    }
    // Also within a read turn: many large answers to one chunk must not look like a slow reader.
    if (this.#flushesAtOnce || waiting > FLUSH_AT_BYTES) {
      this.flush();
    } else {
      this.#flushSoon();
      // Little waits here, and nothing in the stream.
      if (!this.#status.isWriting) return true;
    }
    if (this.bufferedBytes <= HIGH_WATER_BYTES) return true;
    this.#status.needsDrain = true;
    return false;
  }

  /** The message as other connections of the server get it too; `undefined` where none can be shared. */
  share(data: string | Uint8Array, binary: boolean | undefined): SharedMessage | undefined {
    const { acceptsEncoded, sharedEncoder } = this.connection;
    if (!acceptsEncoded && sharedEncoder === undefined) return undefined;
    const isText = binary === undefined ? typeof data === "string" : !binary;
    return this.#runtime.broadcasts.once(isText ? data : toBytes(data), isText);
  }

  /** `admit`, queue and `queued` for a message that many connections get. @returns undefined when this one does not. */
  sendShared(message: SharedMessage, callback?: SendCallback): boolean | undefined {
    const { memory, from, to, isText, data } = message;
    const { connection } = this;
    const encoder = connection.sharedEncoder;
    if (this.#status.isClosed) return undefined;
    this.admit();
    const isSent =
      encoder !== undefined
        ? connection.sendEncoded(encodedFor(message, encoder), 0, undefined, encoder)
        : connection.acceptsEncoded
          ? connection.sendEncoded(memory, from, to)
          : isText
            ? connection.sendText(data)
            : connection.sendBinary(toBytes(data));
    return isSent ? this.queued(callback) : undefined;
  }

  /** Begins the closing handshake. @throws UsageError as `Connection.close`. */
  close(code: number | undefined, reason: string): void {
    this.connection.close(code, reason, this.#runtime.clock.now());
    if (this.#flushesAtOnce) this.flush();
    else this.#flushSoon();
    this.#runtime.deadlines.update(this);
  }

  /** Destroys the stream at once. */
  terminate(): void {
    this.connection.abort();
    this.stream.destroy();
  }

  /** Stops delivering; takes effect before the next message. */
  pause(): void {
    if (this.#status.isClosed) return;
    this.connection.pause(this.#runtime.clock.now());
    this.stream.pause();
  }

  /** Goes on delivering, in a turn of its own. */
  resume(): void {
    if (this.#status.isClosed || !this.connection.isPaused) return;
    this.connection.resume(this.#runtime.clock.now());
    this.#runtime.deadlines.update(this);
    process.nextTick(() => this.#readOn());
  }

  nextDeadline(): number {
    const deadline = this.connection.nextDeadline();
    return this.#stallDeadline === NO_MOMENT ? deadline : Math.min(deadline, this.#stallDeadline);
  }

  expire(now: number): void {
    if (this.#stallDeadline !== NO_MOMENT && now >= this.#stallDeadline) {
      this.#stallDeadline = NO_MOMENT;
      this.connection.fail("output-stalled", now);
      // Also where the peer has ended its own direction, and nothing is left to fail.
      this.terminate();
    } else {
      this.connection.expire(now);
    }
    this.flush();
  }

  /** Writes what is queued, as far as the stream takes it; then ends the stream if the connection says so. */
  flush(): void {
    const { connection, stream } = this;
    const status = this.#status;
    status.isFlushScheduled = false;
    while (!status.isWriting && connection.bufferedBytes > 0 && stream.isWritable) {
      // Frames that wait for the end of a message in fragments are counted, but not given yet.
      if (!this.#write()) break;
    }
    this.#settleWritten();
    this.#obey();
  }

  /** @returns false when there was nothing to write. */
  #write(): boolean {
    const { stream } = this;
    const parts = this.connection.takeOutput(WRITE_BYTES);
    if (parts.length === 0) return false;
    stream.write(parts);
    for (const part of parts) {
      this.#callbacks?.handedOver(part.length);
      this.#show("onSent", part);
    }
    if (stream.pendingBytes === 0) {
      this.#returnMemory();
    } else {
      this.#status.isWriting = true;
      this.#status.writtenAt = this.#runtime.clock.now();
      if (this.#limits.stallTimeoutMs > 0)
        this.#stallDeadline = this.#runtime.clock.now() + this.#limits.stallTimeoutMs;
      this.#runtime.deadlines.update(this);
    }
    return true;
  }

  onWritten(): void {
    if (!this.#status.isWriting || this.stream.pendingBytes > 0) return;
    this.#status.isWriting = false;
    this.#stallDeadline = NO_MOMENT;
    this.#returnMemory();
    // A peer that takes output lives, even when the answer to a Ping is stuck behind much of it. What the kernel takes
    // soon says nothing of the peer: a TLS stream is never done at once.
    const now = this.#runtime.clock.now();
    if (now - this.#status.writtenAt >= BLOCKED_MS) this.connection.peerTookOutput(now);
    this.flush();
  }

  #returnMemory(): void {
    if (this.stream.returnsMemory) this.connection.outputWritten();
  }

  #settleWritten(): void {
    const status = this.#status;
    const { connection } = this;
    // An abort empties the queue too, but then nothing has left.
    if (!status.isWriting && this.#callbacks !== undefined) {
      this.#callbacks.written(connection.bufferedBytes === 0 && connection.transport !== "abort");
    }
    if (!status.needsDrain || this.bufferedBytes > LOW_WATER_BYTES) return;
    status.needsDrain = false;
    this.#events.onDrain();
  }

  #obey(): void {
    const { connection, stream } = this;
    if (connection.transport === "abort") {
      stream.destroy();
    } else if (connection.transport === "finish" && !this.#status.hasEnded && !this.#status.isWriting) {
      this.#status.hasEnded = true;
      stream.end();
      // A paused reader would never see the peer's FIN.
      stream.resume();
    }
  }

  #flushSoon(): void {
    const status = this.#status;
    if (status.isReading || status.isFlushScheduled || status.isWriting) return;
    status.isFlushScheduled = true;
    this.#runtime.flushes.add(this);
  }

  /** One write for the answers to all pieces of what came at once, instead of one for each. */
  #flushAfterReads(): void {
    const status = this.#status;
    if (status.isFlushScheduled || this.connection.bufferedBytes === 0) return;
    status.isFlushScheduled = true;
    this.#runtime.flushesAfterReads.add(this);
  }

  onBytes(bytes: Uint8Array): void {
    this.#show("onReceived", bytes);
    this.#read(bytes);
  }

  #read(chunk: Uint8Array): void {
    const { connection, stream } = this;
    const status = this.#status;
    status.isReading = true;
    const { clock, interrupted } = this.#runtime;
    const now = clock.now();
    const startedAt = chunk.length > SHARE_BYTES ? interrupted.now() : 0;
    let consumed = 0;
    /** Enough waits to be decoded; `#wentOn` reads on. */
    let isStuck = false;
    do {
      const before = consumed;
      consumed = connection.receive(chunk, now, before, Math.min(chunk.length, before + SHARE_BYTES));
      isStuck = consumed === before;
      // The Close leaves before more is thrown away: too much of that ends the connection without it.
      if (connection.state === "closing" && connection.bufferedBytes > 0) this.flush();
    } while (!isStuck && consumed < chunk.length && this.#mayReadOn(startedAt));
    status.isReading = false;
    if (consumed < chunk.length) this.#keepUnread(chunk, consumed, isStuck);
    else this.#unread = EMPTY;
    if (stream.readsInPieces && connection.transport === "keep") this.#flushAfterReads();
    else this.flush();
    this.#runtime.deadlines.update(this);
  }

  /** Whether a peer that has had its share goes on at once: while it keeps nobody waiting for long. */
  #mayReadOn(startedAt: number): boolean {
    const { interrupted } = this.#runtime;
    if (this.connection.isPaused) return false;
    const turnMs = interrupted.bytes === 0 ? LONG_TURN_MS : SHORT_TURN_MS;
    return !interrupted.hasRoom || interrupted.now() - startedAt < turnMs;
  }

  /** Keeps what a pause, or the end of this connection's share of the turn, has left. */
  #keepUnread(chunk: Uint8Array, consumed: number, isStuck: boolean): void {
    const rest = chunk.subarray(consumed);
    // Lent by the stream, unless it is what was kept before: what stays is copied.
    this.#unread = chunk === this.#unread ? rest : Buffer.from(rest);
    if (this.connection.isPaused) return;
    this.stream.pause();
    if (isStuck) return;
    this.#runtime.interrupted.add(rest.length);
    setImmediate(() => {
      this.#runtime.interrupted.remove(rest.length);
      this.#readOn();
    });
  }

  #readOn(): void {
    if (this.#status.isClosed || this.connection.isPaused) return;
    if (this.connection.pendingDecodes > 0) this.connection.deliverDecoded(this.#runtime.clock.now());
    if (this.#unread.length > 0) this.#read(this.#unread);
    if (this.#unread.length === 0 && !this.connection.isPaused) this.stream.resume();
  }

  /** An extension has decoded or encoded something that had to wait. */
  #wentOn(): void {
    if (this.#status.isClosed) return;
    if (this.#status.isStreamGone) {
      this.#closeWhenDecoded();
      return;
    }
    if (this.#unread.length > 0) this.#readOn();
    this.flush();
    this.#runtime.deadlines.update(this);
  }

  #show(direction: keyof WireTap, bytes: Uint8Array): void {
    const { tap } = this.#events;
    if (tap !== undefined) callListener(() => tap[direction](bytes));
  }

  onEnd(): void {
    this.connection.receiveEof();
    // Where the stream does not allow a half-open end, what waits can no longer be written.
    if (!this.stream.isWritable) this.connection.abort();
    this.flush();
  }

  onError(makeError: () => Error): void {
    if (this.#status.isClosed) return;
    this.#events.onError(makeError);
  }

  onClose(): void {
    const status = this.#status;
    if (status.isClosed || status.isStreamGone) return;
    status.isStreamGone = true;
    this.#unread = EMPTY;
    this.connection.receiveEof();
    this.#closeWhenDecoded();
  }

  /** Messages that arrived whole come before the end; while paused nobody waits for them. */
  #closeWhenDecoded(): void {
    if (this.connection.pendingDecodes > 0 && !this.connection.isPaused) return;
    this.#status.isClosed = true;
    this.connection.abort();
    this.#stallDeadline = NO_MOMENT;
    this.#runtime.deadlines.remove(this);
    this.#callbacks?.failAll(this.connection.closeResult);
    this.#events.onClosed(this.connection.closeResult);
  }
}
