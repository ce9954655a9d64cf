/**
 * Cuts a stream of bytes into frames. It keeps at most one partial header (13 bytes) and no payload: payload bytes go
 * on as they arrive. It knows the rules of a single frame; messages, limits and replies belong to its sink.
 */
import type { ViolationId } from "../violation.ts";
import {
  createFrameHeader,
  decodeFrameHeader,
  type FrameHeader,
  headerLength,
  maxHeaderBytes,
} from "./frame-header.ts";
import { checkFrameLength, checkFrameStart, type FrameRules, offendingValue } from "./frame-rules.ts";

/** Receives the frames. A returned violation stops the reader at once; it must then be thrown away. */
export interface FrameSink {
  /** A header that keeps the rules. The record is used again for the next frame. */
  onFrameStart(header: FrameHeader): ViolationId | undefined;
  /** Payload bytes `[from, to)` of `bytes`, still masked, `offset` bytes into the payload. `bytes` is borrowed for the call. */
  onFramePayload(
    header: FrameHeader,
    bytes: Uint8Array,
    from: number,
    to: number,
    offset: number,
  ): ViolationId | undefined;
  /** The payload is complete (also when it was empty). */
  onFrameEnd(header: FrameHeader): ViolationId | undefined;
  /**
   * A header broke a rule, or the sink's own answer did. Called once.
   * @param value the number at fault, where one says it: an opcode or a length.
   */
  onFrameViolation(id: ViolationId, value?: number): void;
}

/** Incremental frame decoder. Memory: one header record and, after a split header, 14 bytes. */
export class FrameReader {
  readonly #rules: FrameRules;
  readonly #sink: FrameSink;
  readonly #header: FrameHeader = createFrameHeader();
  /** Bytes of a header that has not arrived whole. */
  #partial: Uint8Array | undefined;
  #partialLength = 0;
  /** Payload bytes seen of the current frame, or -1 between frames. */
  #payloadOffset = -1;

  constructor(rules: FrameRules, sink: FrameSink) {
    this.#rules = rules;
    this.#sink = sink;
  }

  /** True when the next byte starts a frame. */
  get isBetweenFrames(): boolean {
    return this.#payloadOffset < 0 && this.#partialLength === 0;
  }

  /**
   * Reads on from `bytes[at]`, at most to the end of one frame.
   * @returns the index of the first byte not consumed; always above `at` (which must be below `bytes.length`).
   */
  read(bytes: Uint8Array, at: number): number {
    let next = at;
    if (this.#payloadOffset < 0) {
      next = this.#partialLength > 0 ? this.#readSplitHeader(bytes, at) : this.#readHeader(bytes, at);
      if (this.#payloadOffset < 0) return next;
    }
    return this.#readPayload(bytes, next);
  }

  #readHeader(bytes: Uint8Array, at: number): number {
    if (bytes.length - at >= 2) {
      // In bounds by the check above.
      const first = bytes[at] as number;
      const second = bytes[at + 1] as number;
      const violation = checkFrameStart(first, second, this.#rules);
      if (violation !== undefined) return this.#fail(violation, at + 2, offendingValue(violation, first, second));
      const length = decodeFrameHeader(bytes, at, this.#header);
      if (length > 0) {
        this.#startFrame();
        return at + length;
      }
    }
    this.#partial ??= new Uint8Array(maxHeaderBytes);
    this.#partial.set(bytes.subarray(at));
    this.#partialLength = bytes.length - at;
    return bytes.length;
  }

  #readSplitHeader(bytes: Uint8Array, at: number): number {
    const partial = this.#partial as Uint8Array; // set since #partialLength > 0
    let next = at;
    if (this.#partialLength === 1) {
      partial[1] = bytes[next] as number; // `at` is below bytes.length
      next += 1;
      this.#partialLength = 2;
      const first = partial[0] as number;
      const violation = checkFrameStart(first, partial[1], this.#rules);
      if (violation !== undefined) return this.#fail(violation, next, offendingValue(violation, first, partial[1]));
    }
    const wanted = headerLength(partial[1] as number);
    const end = Math.min(bytes.length, next + wanted - this.#partialLength);
    while (next < end) {
      partial[this.#partialLength] = bytes[next] as number; // below end
      this.#partialLength += 1;
      next += 1;
    }
    if (this.#partialLength === wanted) {
      this.#partialLength = 0;
      decodeFrameHeader(partial, 0, this.#header);
      this.#startFrame();
    }
    return next;
  }

  #startFrame(): void {
    const violation = checkFrameLength(this.#header) ?? this.#sink.onFrameStart(this.#header);
    if (violation !== undefined) {
      this.#sink.onFrameViolation(violation, this.#header.opcode);
      return;
    }
    this.#payloadOffset = 0;
  }

  #readPayload(bytes: Uint8Array, at: number): number {
    const header = this.#header;
    const to = Math.min(bytes.length, at + header.payloadLength - this.#payloadOffset);
    if (to > at) {
      const violation = this.#sink.onFramePayload(header, bytes, at, to, this.#payloadOffset);
      if (violation !== undefined) return this.#fail(violation, to);
      this.#payloadOffset += to - at;
    }
    if (this.#payloadOffset === header.payloadLength) {
      this.#payloadOffset = -1;
      const violation = this.#sink.onFrameEnd(header);
      if (violation !== undefined) return this.#fail(violation, to);
    }
    return to;
  }

  #fail(violation: ViolationId, next: number, value?: number): number {
    this.#sink.onFrameViolation(violation, value);
    return next;
  }
}
