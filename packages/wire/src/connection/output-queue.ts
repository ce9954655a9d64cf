/**
 * Bytes that wait to be written, in blocks. Every frame lies whole within one block, so frame borders can be found again.
 * It knows frames only to find such a border; what goes in and when it leaves is its owner's business.
 */
import { createFrameHeader, decodeFrameHeader } from "../frame/frame-header.ts";
import type { Allocate } from "../ports.ts";

const MIN_BLOCK_BYTES = 256;
const MAX_BLOCK_BYTES = 64 * 1024;

/** A place in a block where a frame is to be written. */
export interface Reservation {
  readonly block: Uint8Array;
  readonly at: number;
}

/** First in, first out. Holds no memory when empty. */
export class OutputQueue {
  readonly #allocate: Allocate;
  /** Full blocks, oldest first; each begins at the border of a frame. */
  #blocks: Uint8Array[] = [];
  /** Bytes of the oldest block that have been taken. */
  #taken = 0;
  /** The block that is being filled, and how far. */
  #open: Uint8Array | undefined;
  #used = 0;
  #bytes = 0;
  /** Bytes that were queued since the queue was last empty, and how many the batch before had. */
  #batchBytes = 0;
  #lastBatchBytes = 0;

  constructor(allocate: Allocate) {
    this.#allocate = allocate;
  }

  /** Bytes that wait. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Room for one frame of `length` bytes, all of which the caller writes at once. */
  reserve(length: number): Reservation {
    if (this.#open === undefined || this.#open.length - this.#used < length) this.#openBlock(length);
    const at = this.#used;
    this.#used += length;
    this.#bytes += length;
    this.#batchBytes += length;
    return { block: this.#open as Uint8Array, at }; // opened above
  }

  /** Appends one frame that is already encoded; `frame` is kept by reference and must not change. */
  push(frame: Uint8Array): void {
    this.#closeBlock();
    this.#blocks.push(frame);
    this.#bytes += frame.length;
  }

  /** Removes up to `maxBytes` from the front, in as few parts as it lies in. */
  take(maxBytes: number): Uint8Array[] {
    this.#closeBlock();
    const parts: Uint8Array[] = [];
    let room = maxBytes;
    while (this.#blocks.length > 0 && room > 0) {
      const block = this.#blocks[0] as Uint8Array; // length checked
      const end = Math.min(block.length, this.#taken + room);
      parts.push(this.#taken === 0 && end === block.length ? block : block.subarray(this.#taken, end));
      room -= end - this.#taken;
      this.#bytes -= end - this.#taken;
      if (end === block.length) {
        this.#blocks.shift();
        this.#taken = 0;
      } else {
        this.#taken = end;
      }
    }
    if (this.#bytes === 0) {
      this.#lastBatchBytes = this.#batchBytes;
      this.#batchBytes = 0;
    }
    return parts;
  }

  /** Drops every frame of which no byte has been taken, so that a Close can still be said within a valid stream. */
  dropWholeFrames(): void {
    this.#closeBlock();
    const first = this.#taken === 0 ? undefined : this.#blocks[0];
    this.#blocks = [];
    this.#bytes = 0;
    if (first === undefined) return;
    const end = frameEndAfter(first, this.#taken);
    if (end === this.#taken) {
      this.#taken = 0;
      return;
    }
    this.#blocks.push(first.subarray(0, end));
    this.#bytes = end - this.#taken;
  }

  /** Drops everything. */
  clear(): void {
    this.#blocks = [];
    this.#taken = 0;
    this.#open = undefined;
    this.#used = 0;
    this.#bytes = 0;
  }

  #openBlock(length: number): void {
    // The last batch tells how much this one may be, so that it leaves in one write; past it, blocks double.
    const expected = Math.max(this.#lastBatchBytes, (this.#open?.length ?? 0) * 2);
    this.#closeBlock();
    this.#open = this.#allocate(Math.max(length, MIN_BLOCK_BYTES, Math.min(MAX_BLOCK_BYTES, expected)));
  }

  #closeBlock(): void {
    if (this.#open !== undefined && this.#used > 0) this.#blocks.push(this.#open.subarray(0, this.#used));
    this.#open = undefined;
    this.#used = 0;
  }
}

/** Where the frame ends that contains the byte before `at`, in a block that begins with a frame. */
function frameEndAfter(block: Uint8Array, at: number): number {
  const header = createFrameHeader();
  let end = 0;
  while (end < at) end += decodeFrameHeader(block, end, header) + header.payloadLength;
  return end;
}
