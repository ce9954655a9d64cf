/**
 * One header line, `name: value`, as RFC 9112 §5 writes it: strict, in one pass, the same for requests and responses.
 * It knows neither line ends (`head-reader.ts`) nor the meaning of any header.
 */
import type { HeaderLine } from "./head.ts";
import { isTokenCode } from "./token.ts";
import { trimWhitespace } from "./whitespace.ts";

const TAB = 0x09;
const SPACE = 0x20;
const COLON = 0x3a;
const DELETE = 0x7f;
const LAST_BYTE = 0xff;

/**
 * Whether a character may stand in a header value: visible ASCII, space, tab, or a byte above ASCII (RFC 9110 §5.5).
 */
export function isFieldCode(code: number): boolean {
  return (code >= SPACE && code <= LAST_BYTE && code !== DELETE) || code === TAB;
}

/** Whether every character of `value` may stand in a header value. An empty value is one. */
export function isFieldValue(value: string): boolean {
  for (let at = 0; at < value.length; at += 1) {
    if (!isFieldCode(value.charCodeAt(at))) return false;
  }
  return true;
}

/**
 * Reads one line without its CRLF, whose characters have been checked with `isFieldCode`.
 * `undefined` when the name is not a token. So whitespace before the colon is refused (RFC 9112 §5.1), and so is a
 * line that begins with whitespace, the obsolete folding (RFC 9112 §5.2).
 */
export function parseFieldLine(line: string): HeaderLine | undefined {
  let colon = 0;
  while (colon < line.length && isTokenCode(line.charCodeAt(colon))) colon += 1;
  if (colon === 0 || line.charCodeAt(colon) !== COLON) return undefined;
  return [line.slice(0, colon), trimWhitespace(line.slice(colon + 1))];
}
