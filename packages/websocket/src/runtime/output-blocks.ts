/**
 * Memory for output that the connections of a server share: a block is filled, written and used again, most often within
 * one turn. New memory for every write would cost more than the copy into it: page faults and garbage.
 * It knows sizes, not what is in a block.
 */
import { Buffer } from "node:buffer";
import type { OutputMemory } from "@longwire/wire";

/** The smallest block; sizes are powers of two. */
const MIN_BLOCK_BYTES = 1024;
/** Larger blocks are not kept. */
const MAX_KEPT_BLOCK_BYTES = 2 * 1024 * 1024;
/** What is kept in all while it is not in use. */
const MAX_KEPT_BYTES = 4 * 1024 * 1024;

/** A pool of blocks. */
export class OutputBlocks implements OutputMemory {
  readonly #idle = new Map<number, Uint8Array[]>();
  #idleBytes = 0;
  #lastView: { bytes: Uint8Array; from: number; to: number; view: Uint8Array } | undefined;

  /** Bytes that are kept and not in use: 4 MiB at most. */
  get idleBytes(): number {
    return this.#idleBytes;
  }

  allocate(length: number): Uint8Array {
    const size = sizeFor(length);
    const block = this.#idle.get(size)?.pop();
    // Memory of its own, not a slice of Node's pool, whose other slices belong to others.
    if (block === undefined) return Buffer.allocUnsafeSlow(size);
    this.#idleBytes -= size;
    return block;
  }

  /** Connections that write the same part of the same memory in a row share one view (bench: fan-out). */
  readonly view = (bytes: Uint8Array, from: number, to: number): Uint8Array => {
    const last = this.#lastView;
    if (last !== undefined && last.bytes === bytes && last.from === from && last.to === to) return last.view;
    const view = bytes.subarray(from, to);
    this.#lastView = { bytes, from, to, view };
    return view;
  };

  // Properties, since a port may be without them.
  readonly release = (block: Uint8Array): void => {
    const size = block.length;
    if (size > MAX_KEPT_BLOCK_BYTES || this.#idleBytes + size > MAX_KEPT_BYTES) return;
    const blocks = this.#idle.get(size);
    if (blocks === undefined) this.#idle.set(size, [block]);
    else blocks.push(block);
    this.#idleBytes += size;
  };
}

function sizeFor(length: number): number {
  if (length <= MIN_BLOCK_BYTES) return MIN_BLOCK_BYTES;
  // 2 to the power of the bits that `length - 1` needs; lengths are below 2^31.
  return length > MAX_KEPT_BLOCK_BYTES ? length : 2 ** (32 - Math.clz32(length - 1));
}
