/**
 * The HTTP-version of a start line (RFC 9112 §2.3).
 * It tells HTTP/1 from other versions; whether 1.0 will do is for the handshake to say.
 */
import { isDigit } from "./digit.ts";
import type { HttpVersion } from "./head.ts";

const PREFIX = "HTTP/";

/** Reads `HTTP/1.1` and its like. Another major version is `http-version`; anything else `malformed`. Case matters. */
export function parseHttpVersion(text: string): HttpVersion | "http-version" | "malformed" {
  const isWellFormed =
    text.length === 8 &&
    text.startsWith(PREFIX) &&
    isDigit(text.charCodeAt(5)) &&
    text.charAt(6) === "." &&
    isDigit(text.charCodeAt(7));
  if (!isWellFormed) return "malformed";
  if (text.charAt(5) !== "1") return "http-version";
  // RFC 9110 §2.5: a higher minor version is taken for the highest one that we know.
  return text.charAt(7) === "0" ? "1.0" : "1.1";
}
