/**
 * From messages to bytes: fragmentation, masking, extension, and at most one Pong that waits while output is slow.
 * It knows what may follow what within the stream; whether anything may be sent at all is for the connection.
 */
import type { MessageTransform } from "../extension.ts";
import { encodedHeaderLength, encodeFrameHeader } from "../frame/frame-header.ts";
import { copyMasked } from "../frame/mask.ts";
import { type Opcode, opcodes } from "../frame/opcode.ts";
import { encodeUtf8, utf8Length, writeUtf8 } from "../message/utf8-encode.ts";
import type { OutputMemory } from "../ports.ts";
import { EncodeOrder } from "./encode-order.ts";
import { OutputQueue } from "./output-queue.ts";

/** Output that waits above this makes Pongs wait too, of which only the newest is kept (RFC 6455 §5.5.3). */
const PONG_BACKLOG_BYTES = 16 * 1024;

/** The longest frame header: 64-bit length and masking key (RFC 6455 §5.2). */
const MAX_HEADER_BYTES = 14;

/** Encodes what one end sends. */
export class Outbound {
  readonly #queue: OutputQueue;
  readonly #nextMaskingKey: (() => number | undefined) | undefined;
  readonly #transform: MessageTransform | undefined;
  /** Frames behind one that an extension is still encoding. */
  readonly #order: EncodeOrder | undefined;
  #isInMessage = false;
  #pendingPong: Uint8Array | undefined;
  /** Whole frames that must wait until the message in fragments is complete (RFC 6455 §5.4). */
  #held: Uint8Array[] = [];

  /**
   * @param nextMaskingKey given for a client, which masks; absent for a server, which does not (RFC 6455 §5.1). It may
   * answer `undefined` to leave a frame unmasked.
   * @param onLate called when frames have been queued after the call that sent them.
   */
  constructor(
    memory: OutputMemory,
    nextMaskingKey: (() => number | undefined) | undefined,
    transform: MessageTransform | undefined,
    onLate: () => void = () => undefined,
  ) {
    this.#order = transform === undefined ? undefined : new EncodeOrder(onLate);
    this.#queue = new OutputQueue(memory);
    this.#nextMaskingKey = nextMaskingKey;
    this.#transform = transform;
  }

  /** True while an extension has something to encode that must go out. */
  get isEncoding(): boolean {
    return this.#order?.isBusy ?? false;
  }

  /** Bytes that wait: a waiting Pong included, and held frames and those being encoded, which `take` does not give yet. */
  get bytes(): number {
    let bytes = this.#queue.bytes + (this.#order?.bytes ?? 0);
    if (this.#pendingPong !== undefined) bytes += this.#pongLength(this.#pendingPong);
    if (this.#held.length > 0) for (const frame of this.#held) bytes += frame.length;
    return bytes;
  }

  /** True when nothing waits and no message in fragments is unfinished: then any connection of its kind may use it. */
  get isIdle(): boolean {
    return !this.#isInMessage && this.bytes === 0;
  }

  /**
   * Queues a data frame; after one with `fin` false the next is its continuation, whatever its type (RFC 6455 §5.4).
   * @param compress false: an extension leaves the message as it is. Looked at for its first frame.
   */
  data(payload: Uint8Array | string, isText: boolean, fin: boolean, compress = true): void {
    const isFirst = !this.#isInMessage;
    this.#isInMessage = !fin;
    const opcode = isFirst ? (isText ? opcodes.text : opcodes.binary) : opcodes.continuation;
    if (this.#transform !== undefined && this.#order !== undefined)
      this.#encodedFrame(this.#transform, this.#order, opcode, payload, fin, compress);
    else if (typeof payload === "string") this.#textFrame(opcode, payload, fin);
    else this.#frame(opcode, payload, fin, false);
    if (fin && this.#held.length > 0) {
      for (const frame of this.#held) this.frame(frame);
      this.#held = [];
    }
  }

  #encodedFrame(
    transform: MessageTransform,
    order: EncodeOrder,
    opcode: Opcode,
    payload: Uint8Array | string,
    fin: boolean,
    compress: boolean,
  ): void {
    const plain = typeof payload === "string" ? encodeUtf8(payload) : payload;
    const isFirst = opcode !== opcodes.continuation;
    // Drawn now: a caller may have one of its own for this frame.
    const maskingKey = this.#nextMaskingKey?.();
    const write = (bytes: Uint8Array, isEncoded: boolean): void =>
      // RFC 7692 §6.1: RSV1 is set on the first frame of a message only.
      this.#masked(opcode, bytes, fin, isEncoded && isFirst, maskingKey);
    let arrived: ((write: () => void) => void) | undefined;
    const encoded = transform.encode(plain, { isFirst, isLast: fin, compress }, (late) =>
      arrived?.(() => write(late, true)),
    );
    if (encoded === "later") {
      arrived = order.expect(plain.length);
    } else if (order.isBusy) {
      const bytes = new Uint8Array(encoded ?? plain);
      order.append(bytes.length + MAX_HEADER_BYTES, () => write(bytes, encoded !== undefined));
    } else {
      write(encoded ?? plain, encoded !== undefined);
    }
  }

  /** Queues a control frame; it may stand between the fragments of a message (RFC 6455 §5.4). */
  control(opcode: Opcode, payload: Uint8Array): void {
    this.#frame(opcode, payload, true, false);
  }

  /**
   * Queues a Close frame, the last frame of all. A Pong that waits goes before it; held frames can no longer be sent,
   * because the message in fragments that they wait for will never be complete. What is being encoded goes first.
   */
  close(payload: Uint8Array): void {
    this.#flushPong();
    this.#held = [];
    if (!this.#order?.isBusy) this.control(opcodes.close, payload);
    else this.#order.append(payload.length + MAX_HEADER_BYTES, () => this.control(opcodes.close, payload));
  }

  /** Queues the answer to a Ping, or lets it wait as the only one while much output waits (RFC 6455 §5.5.3). */
  pong(payload: Uint8Array): void {
    // Copied: the handler owns the Ping's payload and may change it before the Pong leaves.
    if (this.#queue.bytes > PONG_BACKLOG_BYTES) this.#pendingPong = new Uint8Array(payload);
    else this.control(opcodes.pong, payload);
  }

  /** Queues a frame that the caller has encoded. It must not change. */
  frame(frame: Uint8Array): void {
    if (this.#order?.isBusy) this.#order.append(frame.length, () => this.#queue.push(frame));
    else this.#queue.push(frame);
  }

  /**
   * Queues a frame that was encoded for connections of the same role and with the same encoder, or without extension:
   * `[from, to)` of `memory`, which must not change.
   */
  encoded(memory: Uint8Array, from = 0, to: number = memory.length): void {
    if (this.#isInMessage) this.#held.push(memory.subarray(from, to));
    else if (this.#order?.isBusy) this.frame(memory.subarray(from, to));
    else this.#queue.push(memory, from, to);
  }

  /** Removes up to `maxBytes` of output. */
  take(maxBytes: number): Uint8Array[] {
    const before = this.#queue.bytes;
    const parts = this.#queue.take(maxBytes);
    if (this.#pendingPong === undefined || this.#queue.bytes > PONG_BACKLOG_BYTES) return parts;
    const room = maxBytes - (before - this.#queue.bytes);
    this.#flushPong();
    return parts.concat(this.#queue.take(room));
  }

  /** What was taken has been written: its memory may be used again. */
  written(): void {
    this.#queue.written();
  }

  /** Drops what has not begun to leave. */
  dropWholeFrames(): void {
    this.#pendingPong = undefined;
    this.#held = [];
    this.#order?.clear();
    this.#queue.dropWholeFrames();
  }

  /** Drops everything. */
  clear(): void {
    this.#pendingPong = undefined;
    this.#held = [];
    this.#order?.clear();
    this.#queue.clear();
  }

  #flushPong(): void {
    if (this.#pendingPong === undefined) return;
    const payload = this.#pendingPong;
    this.#pendingPong = undefined;
    this.control(opcodes.pong, payload);
  }

  #pongLength(payload: Uint8Array): number {
    return encodedHeaderLength(payload.length, this.#nextMaskingKey !== undefined) + payload.length;
  }

  #frame(opcode: Opcode, payload: Uint8Array, fin: boolean, rsv1: boolean): void {
    this.#masked(opcode, payload, fin, rsv1, this.#nextMaskingKey?.());
  }

  #masked(opcode: Opcode, payload: Uint8Array, fin: boolean, rsv1: boolean, maskingKey: number | undefined): void {
    const payloadLength = payload.length;
    const length = encodedHeaderLength(payloadLength, maskingKey !== undefined) + payloadLength;
    const { block, at } = this.#queue.reserve(length);
    const body = encodeFrameHeader({ fin, rsv1, opcode, payloadLength, maskingKey }, block, at);
    // Copied before masking, and for servers too: the caller may change its bytes after the call (RFC 6455 §10.3).
    if (maskingKey === undefined) block.set(payload, body);
    else copyMasked(payload, 0, payloadLength, block, body, maskingKey, 0);
  }

  #textFrame(opcode: Opcode, text: string, fin: boolean): void {
    const maskingKey = this.#nextMaskingKey?.();
    const payloadLength = utf8Length(text);
    const length = encodedHeaderLength(payloadLength, maskingKey !== undefined) + payloadLength;
    const { block, at } = this.#queue.reserve(length);
    const body = encodeFrameHeader({ fin, rsv1: false, opcode, payloadLength, maskingKey }, block, at);
    writeUtf8(text, block, body);
    if (maskingKey !== undefined) copyMasked(block, body, body + payloadLength, block, body, maskingKey, 0);
  }
}
