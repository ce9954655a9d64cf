/**
 * The ports of the core: what it needs from a runtime and does not do itself.
 * It knows no runtime; Node, browsers and the simulation each fill these in.
 */

/** SHA-1 of `bytes`, 20 bytes. Used for Sec-WebSocket-Accept only (RFC 6455 §4.2.2), never for security. */
export type Sha1 = (bytes: Uint8Array) => Uint8Array;

/**
 * A fresh masking key as an unsigned 32-bit integer, its most significant byte first on the wire.
 * Must come from a strong source of entropy and be new for every frame (RFC 6455 §5.3, §10.3).
 */
export type NextMaskingKey = () => number;

/**
 * A byte array of exactly `length` bytes. Its content may be arbitrary: the core writes every byte before anyone sees it.
 * Default: `new Uint8Array(length)`. Node passes `Buffer.allocUnsafe`.
 */
export type Allocate = (length: number) => Uint8Array;

/**
 * Copies `source[from, to)` to `target` at `at` and masks it on the way, `key` and `phase` as for `copyMasked`, whose bytes
 * it must give. `source` is input that is read once: what it holds afterwards in `[from, to)` does not matter.
 */
export type CopyMasked = (
  source: Uint8Array,
  from: number,
  to: number,
  target: Uint8Array,
  at: number,
  key: number,
  phase: number,
) => void;

/**
 * Memory for output, used again and again. Without it every block of output is new memory.
 * A block's bytes must be left alone between `allocate` and `release`.
 */
export interface OutputMemory {
  /** A block of at least `length` bytes with arbitrary content. */
  allocate(length: number): Uint8Array;
  /** Takes back a block of `allocate`, which nobody reads any more. Without it, blocks are left to the garbage collector. */
  readonly release?: (block: Uint8Array) => void;
  /** A view of `bytes[from, to)`, which may be one that was given before. Default: a new one. */
  readonly view?: (bytes: Uint8Array, from: number, to: number) => Uint8Array;
}
