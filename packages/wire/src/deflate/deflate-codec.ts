/**
 * The port of permessage-deflate: raw DEFLATE (RFC 1951) of one message or fragment at a time, which a runtime fills in.
 * Nothing is kept between two calls: what a message may refer to is passed along as its window. So one codec serves any
 * number of connections, and context takeover costs a connection its window and nothing else.
 */
import type { ViolationId } from "../violation.ts";

/** Compresses with one set of parameters, for any number of connections. */
export interface Deflater {
  /**
   * Compresses `data`, not empty, to whole blocks that end with an empty stored block: `00 00 ff ff` (RFC 7692 §7.2.1).
   * No block is final. Both arguments are borrowed for the call.
   * @param window what came before and may be referred to; `undefined` for nothing.
   * @param done when given, the work may be done later: then the result is `undefined`, and `done` is called once.
   * @returns bytes that are lent until the next call of any deflater.
   */
  deflate(
    data: Uint8Array,
    window: Uint8Array | undefined,
    done: (compressed: Uint8Array) => void,
  ): Uint8Array | undefined;
  deflate(data: Uint8Array, window: Uint8Array | undefined): Uint8Array;
}

/** Decompresses for any number of connections. */
export interface Inflater {
  /**
   * Decompresses a message without its tail, of at least one byte (RFC 7692 §7.2.2). Blocks may be final ones, and others
   * may follow them (§7.2.3.4). `data` is the inflater's; `window` is borrowed for the call.
   * @param window what came before and may be referred to; `undefined` for nothing.
   * @param limitBytes over it: `message-too-big`, as soon as the limit is passed and before more is decompressed.
   * @param done called once, at once or later, with memory of its own; `payload-not-decodable` for what is no DEFLATE.
   * @returns for work that is done later: gives it up, as far as that is possible. `done` may then be called or not.
   */
  inflate(
    data: Uint8Array,
    window: Uint8Array | undefined,
    limitBytes: number,
    done: (result: Uint8Array | ViolationId) => void,
  ): (() => void) | undefined;
}

/** What a runtime has to give. */
export interface DeflateCodec {
  /** The deflater for windows of at most 2 to the power of `windowBits` bytes, 8 to 15; the same one for the same bits. */
  deflater(windowBits: number): Deflater;
  readonly inflater: Inflater;
}
