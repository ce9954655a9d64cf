/**
 * Puts data frames together to messages (RFC 6455 §5.4): order of fragments, size limits, UTF-8, one growing buffer.
 * It knows the current message and no control frame; payloads are unmasked and copied on arrival, so nothing that it
 * hands on shares memory with what was received. Its buffer never exceeds 4 × the bytes received + 1 KiB, nor the limit.
 */

import { type ConnectionDialect, defaultDialect } from "../dialect.ts";
import type { FrameHeader } from "../frame/frame-header.ts";
import { copyMasked } from "../frame/mask.ts";
import { opcodes } from "../frame/opcode.ts";
import type { Limits } from "../limits.ts";
import type { Allocate, CopyMasked } from "../ports.ts";
import type { ViolationId } from "../violation.ts";
import { Utf8Validator } from "./utf8-validator.ts";

const GROWTH = 4;
const MIN_CAPACITY_BYTES = 1024;
/** What DEFLATE adds to bytes that it cannot compress: 5 for each stored block, of which some senders make many. */
const ENCODED_GROWTH = 512;
const ENCODED_GROWTH_BYTES = 64;

/** A complete message as it was on the wire. */
export interface AssembledMessage {
  /** Exactly the message's bytes; memory of its own. Validated UTF-8 when `isText` and not `isEncoded`. */
  readonly payload: Uint8Array;
  readonly isText: boolean;
  /** RSV1 was set: an extension must decode the payload first. */
  readonly isEncoded: boolean;
  /** Where each fragment ends within `payload`, where that is recorded. */
  readonly fragmentEnds?: readonly number[];
}

/** Collects the frames of one message at a time. */
export class MessageAssembler {
  readonly #limits: Pick<Limits, "maxFrameBytes" | "maxMessageBytes" | "maxFragments">;
  readonly #allocate: Allocate;
  readonly #dialect: Pick<ConnectionDialect, "validateUtf8" | "recordFragments">;
  readonly #copyMasked: CopyMasked;
  readonly #utf8 = new Utf8Validator();
  #state: "idle" | "text" | "binary" = "idle";
  #isEncoded = false;
  #fragments = 0;
  #fragmentEnds: number[] = [];
  #buffer: Uint8Array | undefined;
  #length = 0;
  /** Bytes that the message will have when the current frame is complete. */
  #frameEnd = 0;

  constructor(
    limits: Pick<Limits, "maxFrameBytes" | "maxMessageBytes" | "maxFragments">,
    allocate: Allocate,
    dialect: Pick<ConnectionDialect, "validateUtf8" | "recordFragments"> = defaultDialect,
    copyInput: CopyMasked = copyMasked,
  ) {
    this.#limits = limits;
    this.#allocate = allocate;
    this.#dialect = dialect;
    this.#copyMasked = copyInput;
  }

  /** True while a message has begun and not ended. */
  get isInMessage(): boolean {
    return this.#state !== "idle";
  }

  /** Bytes of memory held for the unfinished message. */
  get retainedBytes(): number {
    return this.#buffer?.length ?? 0;
  }

  /** A data frame begins. Limits are judged on its header, before any payload (RFC 6455 §10.4). */
  start(header: FrameHeader): ViolationId | undefined {
    // RFC 6455 §5.4: a continuation needs a message, and fragments of two messages never mix.
    if (header.opcode === opcodes.continuation) {
      if (this.#state === "idle") return "continuation-unexpected";
    } else {
      if (this.#state !== "idle") return "continuation-expected";
      this.#state = header.opcode === opcodes.text ? "text" : "binary";
      this.#isEncoded = header.rsv1;
      this.#fragments = 0;
    }
    this.#fragments += 1;
    if (this.#fragments > this.#limits.maxFragments) return "too-many-fragments";
    const { maxFrameBytes, maxMessageBytes } = this.#limits;
    if (header.payloadLength > maxFrameBytes + this.#growth(maxFrameBytes)) return "frame-too-big";
    // Subtracted, not added: a declared length near 2^63 must not overflow the sum.
    const room = maxMessageBytes + this.#growth(maxMessageBytes) - this.#length;
    if (header.payloadLength > room) return "message-too-big";
    this.#frameEnd = this.#length + header.payloadLength;
    return undefined;
  }

  /** Payload bytes of the current data frame, still masked when the header says so. */
  append(header: FrameHeader, bytes: Uint8Array, from: number, to: number, offset: number): ViolationId | undefined {
    const start = this.#length;
    const end = start + to - from;
    const buffer = this.#bufferFor(end, header.fin);
    this.#copyMasked(bytes, from, to, buffer, start, header.maskingKey, offset);
    this.#length = end;
    // RFC 6455 §8.1; judged as it arrives, so that bad text fails at its first impossible byte.
    if (this.#mustBeUtf8() && !this.#utf8.push(buffer, start, end)) return "text-not-utf8";
    return undefined;
  }

  /** The current data frame is complete. @returns the message when it was its last one. */
  end(header: FrameHeader): AssembledMessage | ViolationId | undefined {
    if (this.#dialect.recordFragments) this.#fragmentEnds.push(this.#length);
    if (!header.fin) return undefined;
    const isText = this.#state === "text";
    const isEncoded = this.#isEncoded;
    // RFC 6455 §5.6: a frame may end inside a code point, the message may not.
    if (this.#mustBeUtf8() && !this.#utf8.isComplete) return "text-not-utf8";
    const payload = this.#takePayload();
    this.#state = "idle";
    this.#isEncoded = false;
    if (!this.#dialect.recordFragments) return { payload, isText, isEncoded };
    const fragmentEnds = this.#fragmentEnds;
    this.#fragmentEnds = [];
    return { payload, isText, isEncoded, fragmentEnds };
  }

  /** Forgets the unfinished message and its memory. */
  clear(): void {
    this.#state = "idle";
    this.#isEncoded = false;
    this.#buffer = undefined;
    this.#length = 0;
    this.#fragmentEnds = [];
    this.#utf8.reset();
  }

  /** A message of exactly the limit may be a little longer when it is compressed; its real length is judged later. */
  #growth(limitBytes: number): number {
    return this.#isEncoded ? Math.ceil(limitBytes / ENCODED_GROWTH) + ENCODED_GROWTH_BYTES : 0;
  }

  #mustBeUtf8(): boolean {
    return this.#state === "text" && !this.#isEncoded && this.#dialect.validateUtf8;
  }

  /** A buffer with room for `needed` bytes. Memory follows the bytes that came, never the length that was declared. */
  #bufferFor(needed: number, isLastFrame: boolean): Uint8Array {
    const old = this.#buffer;
    if (old !== undefined && old.length >= needed) return old;
    const expected = isLastFrame ? this.#frameEnd : this.#limits.maxMessageBytes;
    const generous = Math.max(
      MIN_CAPACITY_BYTES,
      GROWTH * (old?.length ?? 0),
      needed === this.#frameEnd ? 0 : GROWTH * needed,
    );
    const buffer = this.#allocate(Math.max(needed, Math.min(expected, generous)));
    if (old !== undefined) buffer.set(old.subarray(0, this.#length));
    this.#buffer = buffer;
    return buffer;
  }

  #takePayload(): Uint8Array {
    const buffer = this.#buffer ?? this.#allocate(0);
    const length = this.#length;
    this.#buffer = undefined;
    this.#length = 0;
    if (buffer.length === length) return buffer;
    // A receiver may keep the message for long: do not let it keep much more than that.
    if (buffer.length - length <= length >> 2) return buffer.subarray(0, length);
    const exact = this.#allocate(length);
    exact.set(buffer.subarray(0, length));
    return exact;
  }
}
