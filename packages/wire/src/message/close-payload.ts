/**
 * The payload of a Close frame (RFC 6455 §5.5.1) and the rules for status codes (§7.4), both ways.
 * It knows what may be sent and received, not when.
 */

import type { Role } from "../role.ts";
import { UsageError } from "../usage-error.ts";
import type { ViolationId } from "../violation.ts";
import { decodeUtf8, utf8Length, writeUtf8 } from "./utf8-encode.ts";
import { Utf8Validator } from "./utf8-validator.ts";

/** A Close frame's content. `code` is `undefined` for an empty payload (reported as 1005). */
export interface Close {
  readonly code: number | undefined;
  readonly reason: string;
}

/** The status code in a Close payload of at least two bytes. */
export function closeCodeIn(payload: Uint8Array): number {
  return ((payload[0] as number) << 8) | (payload[1] as number); // in bounds by the contract
}

/** A reason has at most this many bytes of UTF-8: 125 of a control frame less two of the code (RFC 6455 §5.5). */
export const maxReasonBytes = 123;

/** Status codes with a meaning of their own (RFC 6455 §7.4.1 and the IANA registry). */
export const closeCodes = {
  normal: 1000,
  goingAway: 1001,
  noStatus: 1005,
  abnormal: 1006,
} as const;

/** May a peer send this code? 1000–1003, 1007–1014 and 3000–4999 (RFC 6455 §7.4.2; 1012–1014 by IANA). */
export function isReceivableCloseCode(code: number): boolean {
  if (code >= 3000) return code <= 4999;
  return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014);
}

/**
 * Decodes a received Close payload, or names the violation in it.
 * @param validateUtf8 false lets a reason pass that is not UTF-8; its bad bytes become U+FFFD.
 */
export function decodeClosePayload(payload: Uint8Array, validateUtf8 = true): Close | ViolationId {
  if (payload.length === 0) return { code: undefined, reason: "" };
  // RFC 6455 §5.5.1: if there is a body, its first two bytes are the code.
  if (payload.length === 1) return "close-payload-length";
  const code = closeCodeIn(payload);
  if (!isReceivableCloseCode(code)) return "close-code-invalid";
  const validator = new Utf8Validator();
  if (validateUtf8 && (!validator.push(payload, 2, payload.length) || !validator.isComplete))
    return "close-reason-not-utf8";
  return { code, reason: decodeUtf8(payload.subarray(2)) };
}

/**
 * Checks what our caller wants to send and gives it its form.
 * @throws UsageError `ERR_INVALID_CLOSE_CODE` for a code that must not be sent, `ERR_CLOSE_REASON_TOO_LONG` over 123 bytes,
 * `ERR_INVALID_ARGUMENT` for a reason that is no string.
 */
export function createClose(code: number | undefined, reason: string, role: Role): Close {
  // What is no text has no length that could be checked, and memory could go out for it.
  if (typeof reason !== "string") {
    throw new UsageError("ERR_INVALID_ARGUMENT", "a close reason must be a string");
  }
  if (code === undefined) {
    if (reason !== "")
      throw new UsageError("ERR_INVALID_CLOSE_CODE", "a close reason needs a code: pass 1000 or 3000–4999");
    return { code, reason };
  }
  // RFC 6455 §7.4.1: 1004, 1005, 1006 and 1015 are never sent; 1010 is the client's.
  if (!Number.isInteger(code) || !isReceivableCloseCode(code) || (code === 1010 && role === "server")) {
    throw new UsageError(
      "ERR_INVALID_CLOSE_CODE",
      `close code ${code} must not be sent: use 1000–1003, 1007–1014 (1010 only as a client) or 3000–4999`,
    );
  }
  const bytes = utf8Length(reason);
  if (bytes > maxReasonBytes) {
    throw new UsageError("ERR_CLOSE_REASON_TOO_LONG", `close reason has ${bytes} bytes of UTF-8: shorten it to 123`);
  }
  return { code, reason };
}

/** The payload bytes of a Close that `createClose` made or a table row holds. */
export function encodeClosePayload(close: Close): Uint8Array {
  if (close.code === undefined) return new Uint8Array(0);
  const payload = new Uint8Array(2 + utf8Length(close.reason));
  payload[0] = close.code >> 8;
  payload[1] = close.code & 0xff;
  writeUtf8(close.reason, payload, 2);
  return payload;
}
