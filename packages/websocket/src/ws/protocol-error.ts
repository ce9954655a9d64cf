/**
 * The errors of the `ws` entry for what a peer does wrong: class, message and code as programs know them from `ws`.
 * It knows the texts; what a violation is and which Close it leads to is in the table of @longwire/wire.
 */
import { constants } from "node:zlib";
import { type ViolationId, violations } from "@longwire/wire";

/** An error with a stable code. */
export interface CodedError extends Error {
  code?: string;
  /** zlib's number, where its code is the error's. */
  errno?: number;
}

/** Text after "Invalid WebSocket frame: ", for faults of the framing. */
const frameTexts: Readonly<Partial<Record<ViolationId, (value: number | undefined) => string>>> = {
  "reserved-bits-2-3": () => "RSV2 and RSV3 must be clear",
  "reserved-bit-1": () => "RSV1 must be clear",
  "reserved-opcode": (opcode) => `invalid opcode ${opcode}`,
  "continuation-unexpected": () => "invalid opcode 0",
  "continuation-expected": (opcode) => `invalid opcode ${opcode}`,
  "frame-not-masked": () => "MASK must be set",
  "frame-masked": () => "MASK must be clear",
  "control-fragmented": () => "FIN must be set",
  "control-too-long": (length) => `invalid payload length ${length}`,
  "close-payload-length": () => "invalid payload length 1",
  "close-code-invalid": (code) => `invalid status code ${code}`,
  "close-reason-not-utf8": () => "invalid UTF-8 sequence",
  "text-not-utf8": () => "invalid UTF-8 sequence",
};

/** Whole texts, for faults of size. */
const limitTexts: Readonly<Partial<Record<ViolationId, string>>> = {
  "frame-too-big": "Unsupported WebSocket frame: payload length > 2^53 - 1",
  "length-most-significant-bit": "Unsupported WebSocket frame: payload length > 2^53 - 1",
  "message-too-big": "Max payload size exceeded",
  "too-many-fragments": "Too many message fragments",
};

/** Faults of content are plain errors; all others are range errors. */
const plainErrors: readonly ViolationId[] = ["text-not-utf8", "close-reason-not-utf8", "payload-not-decodable"];

/** `ws` has one code for every length that is too big for it, and hands on the error of zlib. */
const codes: Readonly<Partial<Record<ViolationId, string>>> = {
  "length-most-significant-bit": violations["frame-too-big"].code,
  "payload-not-decodable": "Z_DATA_ERROR",
};

/** The error to emit for a violation. @param value the number at fault, as `ConnectionHandler.onFault` says it. */
export function protocolError(id: ViolationId, value: number | undefined): CodedError {
  const { code, message } = violations[id];
  const text = frameTexts[id]?.(value) ?? message;
  const Type = plainErrors.includes(id) ? Error : RangeError;
  const error: CodedError = new Type(limitTexts[id] ?? `Invalid WebSocket frame: ${text}`);
  error.code = codes[id] ?? code;
  if (error.code === "Z_DATA_ERROR") error.errno = constants.Z_DATA_ERROR;
  return error;
}
