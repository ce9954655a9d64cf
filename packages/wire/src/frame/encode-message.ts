/**
 * One whole message as one unmasked frame, encoded once for any number of connections.
 * It knows nothing of connections; only servers may send what it makes (RFC 6455 §5.1).
 */
import type { SharedEncoder } from "../extension.ts";
import { encodeUtf8, utf8Length, writeUtf8 } from "../message/utf8-encode.ts";
import type { Allocate } from "../ports.ts";
import { encodedHeaderLength, encodeFrameHeader } from "./frame-header.ts";
import { opcodes } from "./opcode.ts";

/**
 * Encodes `data` for `Connection.sendEncoded` of server connections that have agreed on no extension, or on one with this
 * `encoder`.
 * @param isText for bytes: whether they are a text message (then they must be valid UTF-8). Strings are always text.
 */
export function encodeMessage(
  data: string | Uint8Array,
  isText: boolean,
  allocate: Allocate,
  encoder?: SharedEncoder,
): Uint8Array {
  if (encoder !== undefined) {
    const encoded = encoder.encode(typeof data === "string" ? encodeUtf8(data) : data);
    if (encoded !== undefined) return frameOf(encoded, isText || typeof data === "string", allocate);
  }
  const frame = allocate(encodedMessageLength(data));
  writeMessage(data, isText, frame, 0);
  return frame;
}

/** How many bytes the frame of `encodeMessage` has, without an encoder. */
export function encodedMessageLength(data: string | Uint8Array): number {
  const payloadLength = payloadLengthOf(data);
  return encodedHeaderLength(payloadLength, false) + payloadLength;
}

/** Writes the frame of `encodeMessage` at `at`; `target` must have room for it (`encodedMessageLength`). */
export function writeMessage(data: string | Uint8Array, isText: boolean, target: Uint8Array, at: number): void {
  const payloadLength = payloadLengthOf(data);
  const opcode = isText || typeof data === "string" ? opcodes.text : opcodes.binary;
  const body = encodeFrameHeader({ fin: true, rsv1: false, opcode, payloadLength, maskingKey: undefined }, target, at);
  if (typeof data === "string") writeUtf8(data, target, body);
  else target.set(data, body);
}

function payloadLengthOf(data: string | Uint8Array): number {
  return typeof data === "string" ? utf8Length(data) : data.length;
}

function frameOf(payload: Uint8Array, isText: boolean, allocate: Allocate): Uint8Array {
  const { length: payloadLength } = payload;
  const frame = allocate(encodedHeaderLength(payloadLength, false) + payloadLength);
  const opcode = isText ? opcodes.text : opcodes.binary;
  // RFC 7692 §6.1: RSV1 says that the payload is encoded.
  const body = encodeFrameHeader({ fin: true, rsv1: true, opcode, payloadLength, maskingKey: undefined }, frame, 0);
  frame.set(payload, body);
  return frame;
}
