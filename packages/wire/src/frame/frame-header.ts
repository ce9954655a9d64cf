/**
 * The frame header of RFC 6455 §5.2, field by field, both ways.
 * It knows the layout and no rule: whether a header is allowed is for `frame-rules.ts`, so an inspector can show bad ones.
 */

/** The longest header: 2 bytes, 8 of extended length, 4 of masking key. */
export const maxHeaderBytes = 14;

const TWO_TO_32 = 2 ** 32;

/** One decoded header. It is a mutable record so that a reader can use one object for all its frames. */
export interface FrameHeader {
  fin: boolean;
  rsv1: boolean;
  rsv2: boolean;
  rsv3: boolean;
  /** 4 bits, defined or reserved. */
  opcode: number;
  masked: boolean;
  /** Bytes of extended length: 0, 2 or 8. */
  lengthBytes: 0 | 2 | 8;
  /** Payload length in bytes; above 2^53 it is rounded, which no limit lets through. */
  payloadLength: number;
  /** True when the most significant bit of a 64-bit length is set, which §5.2 forbids. */
  lengthMsb: boolean;
  /** Masking key as an unsigned 32-bit integer, first byte most significant; 0 when not masked. */
  maskingKey: number;
}

/** A header record with every field at rest, to be filled by `decodeFrameHeader`. */
export function createFrameHeader(): FrameHeader {
  return {
    fin: false,
    rsv1: false,
    rsv2: false,
    rsv3: false,
    opcode: 0,
    masked: false,
    lengthBytes: 0,
    payloadLength: 0,
    lengthMsb: false,
    maskingKey: 0,
  };
}

/** How many bytes a header has, from its second byte alone: 2 to 14. */
export function headerLength(secondByte: number): number {
  const length7 = secondByte & 0x7f;
  const lengthBytes = length7 < 126 ? 0 : length7 === 126 ? 2 : 8;
  return 2 + lengthBytes + (secondByte & 0x80 ? 4 : 0);
}

function byteAt(bytes: Uint8Array, at: number): number {
  // Every caller has checked the bounds; the cast only tells the compiler so.
  return bytes[at] as number;
}

function uint32At(bytes: Uint8Array, at: number): number {
  return (
    ((byteAt(bytes, at) << 24) |
      (byteAt(bytes, at + 1) << 16) |
      (byteAt(bytes, at + 2) << 8) |
      byteAt(bytes, at + 3)) >>>
    0
  );
}

/**
 * Decodes the header that starts at `at` into `into`.
 * @returns the header's length in bytes, or 0 when `bytes` ends before the header does (`into` is then untouched).
 */
export function decodeFrameHeader(bytes: Uint8Array, at: number, into: FrameHeader): number {
  const available = bytes.length - at;
  if (available < 2) return 0;
  const first = byteAt(bytes, at);
  const second = byteAt(bytes, at + 1);
  const length = headerLength(second);
  if (available < length) return 0;

  into.fin = (first & 0x80) !== 0;
  into.rsv1 = (first & 0x40) !== 0;
  into.rsv2 = (first & 0x20) !== 0;
  into.rsv3 = (first & 0x10) !== 0;
  into.opcode = first & 0x0f;
  into.masked = (second & 0x80) !== 0;
  into.lengthMsb = false;

  const length7 = second & 0x7f;
  if (length7 < 126) {
    into.lengthBytes = 0;
    into.payloadLength = length7;
  } else if (length7 === 126) {
    into.lengthBytes = 2;
    into.payloadLength = (byteAt(bytes, at + 2) << 8) | byteAt(bytes, at + 3);
  } else {
    const high = uint32At(bytes, at + 2);
    into.lengthBytes = 8;
    into.lengthMsb = high >= 0x8000_0000;
    into.payloadLength = high * TWO_TO_32 + uint32At(bytes, at + 6);
  }
  into.maskingKey = into.masked ? uint32At(bytes, at + length - 4) : 0;
  return length;
}

/** What a sender decides about a frame. */
export interface FrameFields {
  readonly fin: boolean;
  readonly rsv1: boolean;
  readonly opcode: number;
  /** Bytes of payload, below 2^53. */
  readonly payloadLength: number;
  /** Masking key, or `undefined` for an unmasked frame. */
  readonly maskingKey: number | undefined;
}

/** How many bytes the header of a frame to be sent has. */
export function encodedHeaderLength(payloadLength: number, masked: boolean): number {
  const lengthBytes = payloadLength < 126 ? 0 : payloadLength < 65536 ? 2 : 8;
  return 2 + lengthBytes + (masked ? 4 : 0);
}

function writeUint32(target: Uint8Array, at: number, value: number): void {
  target[at] = value >>> 24;
  target[at + 1] = (value >>> 16) & 0xff;
  target[at + 2] = (value >>> 8) & 0xff;
  target[at + 3] = value & 0xff;
}

/**
 * Writes a header at `at`, the length in its shortest form (RFC 6455 §5.2).
 * @returns the index after the header. `target` must have room (`encodedHeaderLength`).
 */
export function encodeFrameHeader(fields: FrameFields, target: Uint8Array, at: number): number {
  const { payloadLength, maskingKey } = fields;
  const maskBit = maskingKey === undefined ? 0 : 0x80;
  target[at] = (fields.fin ? 0x80 : 0) | (fields.rsv1 ? 0x40 : 0) | fields.opcode;
  let end = at + 2;
  if (payloadLength < 126) {
    target[at + 1] = maskBit | payloadLength;
  } else if (payloadLength < 65536) {
    target[at + 1] = maskBit | 126;
    target[at + 2] = payloadLength >>> 8;
    target[at + 3] = payloadLength & 0xff;
    end = at + 4;
  } else {
    target[at + 1] = maskBit | 127;
    writeUint32(target, at + 2, Math.floor(payloadLength / TWO_TO_32));
    writeUint32(target, at + 6, payloadLength % TWO_TO_32);
    end = at + 10;
  }
  if (maskingKey === undefined) return end;
  writeUint32(target, end, maskingKey);
  return end + 4;
}
