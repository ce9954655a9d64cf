/**
 * Messages to DEFLATE without context takeover: every message by itself, so that all connections with the same window may
 * share one encoder, and a broadcast is compressed once. It knows the payload's form (RFC 7692 §7.2.1) and no connection.
 */
import type { MessagePart, SharedEncoder } from "../extension.ts";
import type { Deflater } from "./deflate-codec.ts";
import type { SlidingWindow } from "./sliding-window.ts";

/** Length of `00 00 ff ff`, which ends what a deflater makes and does not end a message (RFC 7692 §7.2.1). */
const TAIL_BYTES = 4;
/** An empty message (RFC 7692 §7.2.3.6). */
const EMPTY_MESSAGE: Uint8Array = Uint8Array.of(0x00);
const NOTHING = new Uint8Array(0);

/** Compresses for any number of connections. */
export class DeflateEncoder implements SharedEncoder {
  readonly #deflater: Deflater;
  readonly #thresholdBytes: number;

  /** @param thresholdBytes shorter messages are sent as they are. */
  constructor(deflater: Deflater, thresholdBytes: number) {
    this.#deflater = deflater;
    this.#thresholdBytes = thresholdBytes;
  }

  /** Whether a message that begins with `firstPart` is to be compressed. */
  wants(firstPart: Uint8Array): boolean {
    return firstPart.length >= this.#thresholdBytes;
  }

  encode(payload: Uint8Array): Uint8Array | undefined {
    if (!this.wants(payload)) return undefined;
    if (payload.length === 0) return EMPTY_MESSAGE;
    const encoded = withoutTail(this.#deflater.deflate(payload, undefined));
    return encoded.length < payload.length ? encoded : undefined;
  }

  /**
   * Compresses a part of a message that is to be compressed.
   * @param window what the part may refer to, with context takeover; the part is added to it.
   */
  encodePart(
    payload: Uint8Array,
    part: MessagePart,
    window: SlidingWindow | undefined,
    done: (encoded: Uint8Array) => void,
  ): Uint8Array | undefined | "later" {
    if (payload.length === 0) return part.isLast ? EMPTY_MESSAGE : NOTHING;
    // Between fragments the tail stays, so that each is whole blocks (RFC 7692 §7.2.1).
    const finish = (compressed: Uint8Array): Uint8Array => (part.isLast ? withoutTail(compressed) : compressed);
    const compressed = this.#deflater.deflate(payload, window?.bytes, (late) => done(finish(late)));
    window?.push(payload);
    if (compressed === undefined) return "later";
    const encoded = finish(compressed);
    // With takeover nothing that was compressed may be thrown away: it is in our window, so it must be in the peer's.
    const isOptional = part.isFirst && part.isLast && window === undefined;
    return isOptional && encoded.length >= payload.length ? undefined : encoded;
  }
}

function withoutTail(compressed: Uint8Array): Uint8Array {
  return compressed.subarray(0, compressed.length - TAIL_BYTES);
}
