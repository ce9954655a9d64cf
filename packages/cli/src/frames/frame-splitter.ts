/**
 * Finds the frames in one direction of a connection's bytes (RFC 6455 §5.2), in any cut. It keeps a header and the first
 * bytes of a payload, never a whole one. It judges nothing: wrong frames are what one wants to see.
 */
import { copyMasked, createFrameHeader, decodeFrameHeader, type FrameHeader } from "@longwire/wire";

/** Bytes of a payload that are shown. */
const previewBytes = 64;
/** 2 bytes, 8 of extended length, 4 of masking key (RFC 6455 §5.2). */
const MAX_HEADER_BYTES = 14;

/** One frame, as soon as it can be shown. Both are borrowed for the call. */
export interface SeenFrame {
  readonly header: Readonly<FrameHeader>;
  /** The first bytes of the payload, unmasked. */
  readonly preview: Uint8Array;
}

/** Splits one direction. Feed it every byte after the handshake. */
export class FrameSplitter {
  readonly #onFrame: (frame: SeenFrame) => void;
  readonly #header: FrameHeader = createFrameHeader();
  readonly #head = new Uint8Array(MAX_HEADER_BYTES);
  #headBytes = 0;
  readonly #preview = new Uint8Array(previewBytes);
  #previewed = 0;
  /** Bytes of the payload that are still to come; `undefined` within a header. */
  #missing: number | undefined;

  constructor(onFrame: (frame: SeenFrame) => void) {
    this.#onFrame = onFrame;
  }

  /** Takes the next bytes. A frame is reported when its preview is complete, before the rest of its payload. */
  push(bytes: Uint8Array): void {
    let at = 0;
    while (at < bytes.length)
      at = this.#missing === undefined ? this.#readHeader(bytes, at) : this.#readPayload(bytes, at);
  }

  /** What is unfinished when the stream ends, in words; `undefined` between frames. */
  get rest(): string | undefined {
    if (this.#missing !== undefined) return `${this.#missing} bytes of a payload are missing`;
    return this.#headBytes > 0 ? "within a frame header" : undefined;
  }

  #readHeader(bytes: Uint8Array, from: number): number {
    let at = from;
    // One byte at a time: at most 14 of them, and no look ahead.
    while (at < bytes.length) {
      this.#head[this.#headBytes] = bytes[at] as number; // at is below bytes.length
      this.#headBytes += 1;
      at += 1;
      if (decodeFrameHeader(this.#head.subarray(0, this.#headBytes), 0, this.#header) > 0) {
        this.#beginPayload();
        break;
      }
    }
    return at;
  }

  #beginPayload(): void {
    this.#headBytes = 0;
    this.#previewed = 0;
    this.#missing = this.#header.payloadLength;
    if (this.#missing > 0) return;
    this.#missing = undefined;
    this.#report();
  }

  #readPayload(bytes: Uint8Array, at: number): number {
    const missing = this.#missing as number; // asked by `push`
    const available = Math.min(missing, bytes.length - at);
    const isShown = this.#previewed === this.#previewLength;
    const taken = Math.min(available, this.#previewLength - this.#previewed);
    this.#preview.set(bytes.subarray(at, at + taken), this.#previewed);
    this.#previewed += taken;
    this.#missing = missing - available;
    if (!isShown && this.#previewed === this.#previewLength) this.#report();
    if (this.#missing === 0) this.#missing = undefined;
    return at + available;
  }

  get #previewLength(): number {
    return Math.min(previewBytes, this.#header.payloadLength);
  }

  #report(): void {
    const preview = new Uint8Array(this.#previewed);
    // RFC 6455 §5.3: the key of an unmasked frame is 0, which changes nothing.
    copyMasked(this.#preview, 0, this.#previewed, preview, 0, this.#header.maskingKey, 0);
    this.#onFrame({ header: this.#header, preview });
  }
}
