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
import { OutputQueue } from "./output-queue.ts";

/** Output that waits above this makes Pongs wait too, of which only the newest is kept (RFC 6455 §5.5.3). */
const PONG_BACKLOG_BYTES = 16 * 1024;

/** Encodes what one end sends. */
export class Outbound {
  readonly #queue: OutputQueue;
  readonly #nextMaskingKey: (() => number | undefined) | undefined;
  readonly #transform: MessageTransform | undefined;
  #isInMessage = false;
  #pendingPong: Uint8Array | undefined;
  /** Whole frames that must wait until the message in fragments is complete (RFC 6455 §5.4). */
  #held: Uint8Array[] = [];

  /**
   * @param nextMaskingKey given for a client, which masks; absent for a server, which does not (RFC 6455 §5.1). It may
   * answer `undefined` to leave a frame unmasked.
   */
  constructor(
    memory: OutputMemory,
    nextMaskingKey: (() => number | undefined) | undefined,
    transform: MessageTransform | undefined,
  ) {
    this.#queue = new OutputQueue(memory);
    this.#nextMaskingKey = nextMaskingKey;
    this.#transform = transform;
  }

  /** Bytes that wait: a waiting Pong included, and held frames, which `take` does not give yet. */
  get bytes(): number {
    let { bytes } = this.#queue;
    if (this.#pendingPong !== undefined) bytes += this.#pongLength(this.#pendingPong);
    if (this.#held.length > 0) for (const frame of this.#held) bytes += frame.length;
    return bytes;
  }

  /** True when nothing waits and no message in fragments is unfinished: then any connection of its kind may use it. */
  get isIdle(): boolean {
    return !this.#isInMessage && this.bytes === 0;
  }

  /** Queues a data frame; after one with `fin` false the next is its continuation, whatever its type (RFC 6455 §5.4). */
  data(payload: Uint8Array | string, isText: boolean, fin: boolean): void {
    const isFirst = !this.#isInMessage;
    this.#isInMessage = !fin;
    this.#dataFrame(payload, isText, isFirst, fin);
    if (fin && this.#held.length > 0) {
      for (const frame of this.#held) this.#queue.push(frame);
      this.#held = [];
    }
  }

  #dataFrame(payload: Uint8Array | string, isText: boolean, isFirst: boolean, fin: boolean): void {
    const opcode = isFirst ? (isText ? opcodes.text : opcodes.binary) : opcodes.continuation;
    // An extension sees whole messages only; fragments are sent as they are.
    if (this.#transform !== undefined && isFirst && fin) {
      const plain = typeof payload === "string" ? encodeUtf8(payload) : payload;
      const encoded = this.#transform.encode(plain);
      this.#frame(opcode, encoded ?? plain, fin, encoded !== undefined);
      return;
    }
    if (typeof payload === "string") this.#textFrame(opcode, payload, fin);
    else this.#frame(opcode, payload, fin, false);
  }

  /** Queues a control frame; it may stand between the fragments of a message (RFC 6455 §5.4). */
  control(opcode: Opcode, payload: Uint8Array): void {
    this.#frame(opcode, payload, true, false);
  }

  /**
   * Queues a Close frame, the last frame of all. A Pong that waits goes before it; held frames can no longer be sent,
   * because the message in fragments that they wait for will never be complete.
   */
  close(payload: Uint8Array): void {
    this.#flushPong();
    this.#held = [];
    this.control(opcodes.close, payload);
  }

  /** Queues the answer to a Ping, or lets it wait as the only one while much output waits (RFC 6455 §5.5.3). */
  pong(payload: Uint8Array): void {
    // Copied: the handler owns the Ping's payload and may change it before the Pong leaves.
    if (this.#queue.bytes > PONG_BACKLOG_BYTES) this.#pendingPong = new Uint8Array(payload);
    else this.control(opcodes.pong, payload);
  }

  /** Queues a frame that the caller has encoded, at once. It must not change. */
  frame(frame: Uint8Array): void {
    this.#queue.push(frame);
  }

  /**
   * Queues a frame that was encoded for connections of the same role and without extensions: `[from, to)` of `memory`,
   * which must not change.
   */
  encoded(memory: Uint8Array, from = 0, to: number = memory.length): void {
    if (this.#isInMessage) this.#held.push(memory.subarray(from, to));
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
    this.#queue.dropWholeFrames();
  }

  /** Drops everything. */
  clear(): void {
    this.#pendingPong = undefined;
    this.#held = [];
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
    const maskingKey = this.#nextMaskingKey?.();
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
