/**
 * Optional whitespace (OWS) of HTTP header fields: space and horizontal tab, nothing else.
 * `String.prototype.trim` is not used, because it also removes characters that a header value may hold (U+00A0).
 */

const TAB = 0x09;
const SPACE = 0x20;

/** Whether a character code is optional whitespace (RFC 9110 §5.6.3). */
export function isWhitespace(code: number): boolean {
  return code === SPACE || code === TAB;
}

/** `text` without optional whitespace at its two ends. */
export function trimWhitespace(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isWhitespace(text.charCodeAt(start))) start += 1;
  while (end > start && isWhitespace(text.charCodeAt(end - 1))) end -= 1;
  return text.slice(start, end);
}
