/**
 * Heads to bytes (RFC 9112 §2.1). Everything is validated, because targets and headers come from the application:
 * a CR or LF among them would let a stranger write headers of his own.
 */
import { UsageError } from "../usage-error.ts";
import { isFieldValue } from "./field-line.ts";
import type { HeaderLine, RequestHead, ResponseHead } from "./head.ts";
import { encodeLatin1 } from "./latin1.ts";
import { isToken } from "./token.ts";

const CRLF = "\r\n";

/**
 * The bytes of a request head.
 * @throws UsageError when a part holds what may not stand there, such as CR, LF or NUL.
 */
export function encodeRequestHead(head: RequestHead): Uint8Array {
  if (!isToken(head.method)) throw invalid("The method must be a token.");
  if (!isTarget(head.target)) throw invalid("The request target must be visible ASCII without spaces.");
  return encodeLatin1(`${head.method} ${head.target} HTTP/${head.httpVersion}${CRLF}${headerBlock(head.headers)}`);
}

/**
 * The bytes of a response head.
 * @throws UsageError when a part holds what may not stand there, such as CR, LF or NUL.
 */
export function encodeResponseHead(head: ResponseHead): Uint8Array {
  const isStatus = Number.isInteger(head.status) && head.status >= 100 && head.status <= 599;
  if (!isStatus) throw invalid("The status must be an integer from 100 to 599.");
  if (!isFieldValue(head.reason)) throw invalid("The reason phrase must be Latin-1 without control characters.");
  return encodeLatin1(`HTTP/${head.httpVersion} ${head.status} ${head.reason}${CRLF}${headerBlock(head.headers)}`);
}

/** Checks a header line that the application gave. @throws UsageError when it cannot be sent. */
export function assertHeaderLine([name, value]: HeaderLine): void {
  // The value may be a secret, so the message names the header only.
  if (!isToken(name)) throw invalid("A header name must be a token.");
  if (!isFieldValue(value)) throw invalid(`The value of header ${name} must be Latin-1 without control characters.`);
}

function headerBlock(headers: readonly HeaderLine[]): string {
  let block = "";
  for (const header of headers) {
    assertHeaderLine(header);
    block += `${header[0]}: ${header[1]}${CRLF}`;
  }
  return block + CRLF;
}

function isTarget(target: string): boolean {
  for (let at = 0; at < target.length; at += 1) {
    const code = target.charCodeAt(at);
    if (code <= 0x20 || code >= 0x7f) return false;
  }
  return target.length > 0;
}

function invalid(message: string): UsageError {
  return new UsageError("ERR_INVALID_ARGUMENT", message);
}
