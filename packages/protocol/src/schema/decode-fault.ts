/**
 * Why bytes are no message. A value, not an exception: what a client sends is expected to be wrong now and then.
 */

/** What is wrong with what was received. */
export type DecodeFault =
  /** Not JSON, not Protobuf, or a field of another type than the message has. */
  | "malformed"
  /** Messages within messages, or values within a payload, beyond the limit. */
  | "too-deep"
  /** More commands, entries of a map or items of a list than the limit. */
  | "too-many"
  /** A number that its field cannot hold, or beyond 2^53 − 1. */
  | "number-out-of-range";

/** Bounds of one frame. Its size is bounded by whoever receives it. */
export interface DecodeLimits {
  /** Messages in one frame. Default 256. */
  readonly maxMessages: number;
  /** Messages within messages, and values within them. Default 32. */
  readonly maxDepth: number;
  /** Entries of one map or items of one list. Default 512. */
  readonly maxEntries: number;
}

/** @see DecodeLimits */
export const defaultDecodeLimits: DecodeLimits = Object.freeze({ maxMessages: 256, maxDepth: 32, maxEntries: 512 });

/** The messages of a frame, or what is wrong with it. */
export type Decoded<Message> =
  | { readonly ok: true; readonly messages: readonly Message[] }
  | { readonly ok: false; readonly fault: DecodeFault };
