/**
 * Frames with any fields, right or wrong, and the way back: what tests send to a receiver and read from a sender.
 * It shares no code with the encoder under test, so that one cannot hide the other's faults.
 */
import { joinBytes } from "./hex.ts";

/** Fields of a frame. Everything not given is as in an unmasked, final frame without reserved bits. */
export interface RawFrame {
  readonly opcode: number;
  readonly payload?: Uint8Array;
  readonly fin?: boolean;
  /** RSV1 is 4, RSV2 is 2, RSV3 is 1. */
  readonly rsv?: number;
  /** Four bytes; the frame is masked with them. */
  readonly maskingKey?: Uint8Array | undefined;
  /** Bytes of extended length to use; default the shortest form. */
  readonly lengthBytes?: 0 | 2 | 8;
  /** Length to declare, where it is not the payload's. */
  readonly declaredLength?: bigint;
}

/** Encodes `frame` as it is described. */
export function encodeRawFrame(frame: RawFrame): Uint8Array {
  const payload = frame.payload ?? new Uint8Array(0);
  const length = frame.declaredLength ?? BigInt(payload.length);
  const lengthBytes = frame.lengthBytes ?? (length < 126n ? 0 : length < 65536n ? 2 : 8);
  const first = (frame.fin === false ? 0 : 0x80) | ((frame.rsv ?? 0) << 4) | frame.opcode;
  const length7 = lengthBytes === 0 ? Number(length) : lengthBytes === 2 ? 126 : 127;
  const extended = new Uint8Array(lengthBytes);
  for (let i = 0; i < lengthBytes; i += 1) {
    extended[i] = Number((length >> BigInt(8 * (lengthBytes - 1 - i))) & 0xffn);
  }
  const key = frame.maskingKey;
  const head = Uint8Array.of(first, (key === undefined ? 0 : 0x80) | length7);
  if (key === undefined) return joinBytes([head, extended, payload]);
  return joinBytes([head, extended, key, xorWithKey(payload, key)]);
}

/** XORs each byte with the key byte of its index: masks and unmasks (RFC 6455 §5.3, word for word). */
export function xorWithKey(payload: Uint8Array, key: Uint8Array): Uint8Array {
  return payload.map((byte, i) => byte ^ (key[i % 4] as number)); // a key has four bytes
}

/** One frame found in a stream. */
export interface FoundFrame {
  readonly fin: boolean;
  readonly rsv: number;
  readonly opcode: number;
  readonly maskingKey: Uint8Array | undefined;
  /** Unmasked. Shorter than declared when the stream ends within it. */
  readonly payload: Uint8Array;
  /** The frame as it would be without a mask; header in the form in which it was found. */
  readonly unmasked: Uint8Array;
  /** The stream ended before the frame did. */
  readonly isTruncated: boolean;
}

/** Takes a stream apart into frames, masked or not; the last may be truncated. Nothing is judged. */
export function splitFrames(bytes: Uint8Array): FoundFrame[] {
  const frames: FoundFrame[] = [];
  for (let at = 0; at < bytes.length; ) {
    const { frame, end } = readFrame(bytes, at);
    frames.push(frame);
    at = end;
  }
  return frames;
}

/**
 * Masks every frame of an unmasked stream with `key`, as a client sends it. Broken frames keep what is broken in them:
 * a header that ends early only gets its mask bit.
 */
export function maskFrames(bytes: Uint8Array, key: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const headEnd = at + headLength(bytes, at);
    const head = Uint8Array.prototype.slice.call(bytes, at, headEnd);
    if (head.length > 1) head[1] = (head[1] as number) | 0x80;
    parts.push(head);
    if (headEnd > bytes.length) break;
    const end = Math.min(bytes.length, headEnd + declaredLength(bytes, at));
    parts.push(key, xorWithKey(bytes.subarray(headEnd, end), key));
    at = end;
  }
  return joinBytes(parts);
}

function readFrame(bytes: Uint8Array, at: number): { frame: FoundFrame; end: number } {
  const first = byteAt(bytes, at);
  const isMasked = (byteAt(bytes, at + 1) & 0x80) !== 0;
  const keyAt = at + headLength(bytes, at);
  const payloadAt = keyAt + (isMasked ? 4 : 0);
  const end = payloadAt + declaredLength(bytes, at);
  const maskingKey = isMasked ? Uint8Array.prototype.slice.call(bytes, keyAt, payloadAt) : undefined;
  const raw = Uint8Array.prototype.slice.call(bytes, payloadAt, end);
  const payload = maskingKey === undefined ? raw : xorWithKey(raw, maskingKey);
  const head = Uint8Array.prototype.slice.call(bytes, at, keyAt);
  if (head.length > 1) head[1] = (head[1] as number) & 0x7f;
  const frame: FoundFrame = {
    fin: (first & 0x80) !== 0,
    rsv: (first >> 4) & 7,
    opcode: first & 0x0f,
    maskingKey,
    payload,
    unmasked: joinBytes([head, payload]),
    isTruncated: end > bytes.length,
  };
  return { frame, end };
}

function byteAt(bytes: Uint8Array, at: number): number {
  return bytes[at] ?? 0;
}

/** Bytes of the header before the masking key. */
function headLength(bytes: Uint8Array, at: number): number {
  const length7 = byteAt(bytes, at + 1) & 0x7f;
  return 2 + (length7 === 126 ? 2 : length7 === 127 ? 8 : 0);
}

function declaredLength(bytes: Uint8Array, at: number): number {
  const length7 = byteAt(bytes, at + 1) & 0x7f;
  if (length7 < 126) return length7;
  let length = 0;
  for (let i = at + 2; i < at + headLength(bytes, at); i += 1) length = length * 256 + byteAt(bytes, i);
  return length;
}
