/**
 * Bytes that wait to be written, in blocks. Every frame lies whole within one block, so frame borders can be found again.
 * It knows frames only to find such a border; what goes in and when it leaves is its owner's business.
 */
import { createFrameHeader, decodeFrameHeader } from "../frame/frame-header.ts";
import type { OutputMemory } from "../ports.ts";

const MIN_BLOCK_BYTES = 256;
const MAX_BLOCK_BYTES = 64 * 1024;
/** Parts of at most this many bytes on average are joined before they are written. */
const MAX_COPIED_PART_BYTES = 2048;

/** A place in a block where a frame is to be written. */
export interface Reservation {
  readonly block: Uint8Array;
  readonly at: number;
}

/** Frames side by side in memory. */
interface Block {
  readonly bytes: Uint8Array;
  /** Where the first frame begins, and where the last one ends. */
  readonly start: number;
  end: number;
  /** Up to where the bytes have been taken; above `start` in the oldest block only. */
  taken: number;
  /** Whether the memory goes back when the block is written; frames that are kept by reference are not ours. */
  readonly isOurs: boolean;
}

/** First in, first out. Holds no memory when empty and written. */
export class OutputQueue {
  readonly #memory: OutputMemory;
  /** Oldest first; the last one may have room for more. */
  #blocks: Block[] = [];
  #bytes = 0;
  /** Bytes that were queued since the queue was last empty, and how many the batch before had. */
  #batchBytes = 0;
  #lastBatchBytes = 0;
  /** Memory of ours that has been taken and may still be read by the stream. */
  #spent: Uint8Array[] = [];

  constructor(memory: OutputMemory) {
    this.#memory = memory;
  }

  /** Bytes that wait. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Room for one frame of `length` bytes, all of which the caller writes at once. */
  reserve(length: number): Reservation {
    const block = this.#blockFor(length);
    const at = block.end;
    block.end += length;
    this.#added(length);
    return { block: block.bytes, at };
  }

  /**
   * Appends one frame that is already encoded, `[from, to)` of `memory`, which must not change. It is kept by reference
   * when it is long, when nothing waits, and when it follows in memory on what was appended before: so the frames that
   * many connections get in one turn leave each of them in one write, without a copy (bench: fan-out). Else it is copied:
   * a frame must not keep much memory that holds others, and a slow reader can make many of them wait.
   */
  push(memory: Uint8Array, from = 0, to: number = memory.length): void {
    const length = to - from;
    const last = this.#blocks.at(-1);
    if (last !== undefined && last.bytes === memory && last.end === from && !last.isOurs) {
      last.end = to;
      this.#added(length);
    } else if (last === undefined || length > MAX_COPIED_PART_BYTES) {
      this.#blocks.push({ bytes: memory, start: from, end: to, taken: from, isOurs: false });
      this.#added(length);
    } else {
      const { block, at } = this.reserve(length);
      block.set(part(memory, from, to), at);
    }
  }

  /** Removes up to `maxBytes` from the front, in few parts. */
  take(maxBytes: number): Uint8Array[] {
    const only = this.#blocks[0];
    // What one turn made is most often one block.
    if (only !== undefined && this.#blocks.length === 1 && this.#bytes <= maxBytes) {
      this.#blocks.length = 0;
      this.#removed(this.#bytes);
      return [this.#takeUpTo(only, only.end)];
    }
    const parts: Uint8Array[] = [];
    let bytes = 0;
    for (let block = this.#blocks[0]; block !== undefined && bytes < maxBytes; block = this.#blocks[0]) {
      const end = Math.min(block.end, block.taken + maxBytes - bytes);
      bytes += end - block.taken;
      parts.push(this.#takeUpTo(block, end));
      if (end < block.end) break;
      this.#blocks.shift();
    }
    this.#removed(bytes);
    // One write of copied bytes costs less than one of many small parts (bench: fan-out, 16 in flight).
    return parts.length > 1 && bytes <= parts.length * MAX_COPIED_PART_BYTES ? [this.#join(parts, bytes)] : parts;
  }

  /** Everything that was taken has been written and is not read any more: its memory goes back. */
  written(): void {
    for (const block of this.#spent) this.#memory.release?.(block);
    this.#spent.length = 0;
  }

  /** Drops every frame of which no byte has been taken, so that a Close can still be said within a valid stream. */
  dropWholeFrames(): void {
    const first = this.#blocks[0];
    this.#blocks = [];
    this.#bytes = 0;
    if (first === undefined) return;
    const end = frameEndAfter(first.bytes, first.start, first.taken);
    if (end === first.taken) return;
    // Its memory does not go back: a part of it may still be read, and another be queued.
    this.#blocks.push({ ...first, end, isOurs: false });
    this.#bytes = end - first.taken;
  }

  /** Drops everything. */
  clear(): void {
    this.#blocks = [];
    this.#spent = [];
    this.#bytes = 0;
  }

  #spend(block: Uint8Array): void {
    if (this.#memory.release !== undefined) this.#spent.push(block);
  }

  #added(length: number): void {
    this.#bytes += length;
    this.#batchBytes += length;
  }

  #removed(length: number): void {
    this.#bytes -= length;
    if (this.#bytes > 0) return;
    this.#lastBatchBytes = this.#batchBytes;
    this.#batchBytes = 0;
  }

  #takeUpTo(block: Block, end: number): Uint8Array {
    const { bytes, taken } = block;
    block.taken = end;
    if (block.isOurs && end === block.end) this.#spend(bytes);
    return this.#memory.view?.(bytes, taken, end) ?? part(bytes, taken, end);
  }

  #blockFor(length: number): Block {
    const last = this.#blocks.at(-1);
    if (last?.isOurs && last.bytes.length - last.end >= length) return last;
    // The last batch tells how much this one may be, so that it leaves in one write; past it, blocks double.
    const expected = Math.min(
      MAX_BLOCK_BYTES,
      Math.max(this.#lastBatchBytes, last?.isOurs ? last.bytes.length * 2 : 0),
    );
    const bytes = this.#memory.allocate(Math.max(length, MIN_BLOCK_BYTES, expected));
    const block: Block = { bytes, start: 0, end: 0, taken: 0, isOurs: true };
    this.#blocks.push(block);
    return block;
  }

  #join(parts: readonly Uint8Array[], length: number): Uint8Array {
    const bytes = this.#memory.allocate(length);
    let at = 0;
    for (const each of parts) {
      bytes.set(each, at);
      at += each.length;
    }
    this.#spend(bytes);
    return part(bytes, 0, length);
  }
}

function part(bytes: Uint8Array, from: number, to: number): Uint8Array {
  return from === 0 && to === bytes.length ? bytes : bytes.subarray(from, to);
}

/** Where the frame ends that contains the byte before `at`, where a frame begins at `start`; `start` if that is `at`. */
function frameEndAfter(bytes: Uint8Array, start: number, at: number): number {
  const header = createFrameHeader();
  let end = start;
  while (end < at) end += decodeFrameHeader(bytes, end, header) + header.payloadLength;
  return end;
}
