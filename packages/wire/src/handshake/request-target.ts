/**
 * The request target (RFC 9112 §3.2), reduced to a path and a query that every layer reads alike.
 * It decodes nothing and repairs nothing: what two parsers could read in two ways is refused. No URL class, for the
 * same reason.
 */
import { equalsIgnoringCase } from "./ascii-case.ts";
import { isHexDigit } from "./digit.ts";

/** An accepted target in origin-form. */
export interface RequestTarget {
  /** Path and query as they were sent. */
  readonly target: string;
  /** What comes before the first `?`; begins with one `/`, percent-encoding kept. */
  readonly path: string;
  /** What comes after the first `?`; `""` when there is none. */
  readonly query: string;
}

const ABSOLUTE_SCHEMES = ["http://", "https://", "ws://", "wss://"];

/**
 * Reads a target, or `undefined` when it is refused. Pinned, stricter than the RFC:
 * - origin-form, or absolute-form whose authority is the same text as Host (RFC 9112 §3.2.2), reduced to origin-form;
 * - no `#`, no control character, space or character outside ASCII, no `%00`;
 * - in the path: no `//` at the start, no `\`, no `%` without two hexadecimal digits, and no dot segment, also not one
 *   written with `%2e`, bounded by `%2f` or `%5c`, or followed by `;`.
 * @param host the value of the Host header.
 */
export function parseRequestTarget(target: string, host: string): RequestTarget | undefined {
  const reduced = target.startsWith("/") ? target : reduceAbsoluteForm(target, host);
  if (reduced === undefined || !isOriginForm(reduced) || reduced.includes("%00")) return undefined;
  const mark = reduced.indexOf("?");
  const path = mark === -1 ? reduced : reduced.slice(0, mark);
  const query = mark === -1 ? "" : reduced.slice(mark + 1);
  return isPlainPath(path) ? { target: reduced, path, query } : undefined;
}

/** RFC 9112 §3.2.2: a server accepts the absolute-form; ours only for the host that it was asked as. */
function reduceAbsoluteForm(target: string, host: string): string | undefined {
  const scheme = ABSOLUTE_SCHEMES.find((prefix) => equalsIgnoringCase(target.slice(0, prefix.length), prefix));
  if (scheme === undefined) return undefined;
  const authorityEnd = scheme.length + host.length;
  if (!equalsIgnoringCase(target.slice(scheme.length, authorityEnd), host)) return undefined;
  const rest = target.slice(authorityEnd);
  if (rest.startsWith("/")) return rest;
  // RFC 9112 §3.2.1: an empty path is sent as "/". Anything else here is a longer authority than Host.
  return rest === "" || rest.startsWith("?") ? `/${rest}` : undefined;
}

/** Whether a target begins with `/` and is visible ASCII without `#`: a WebSocket URI has no fragment (RFC 6455 §3). */
export function isOriginForm(target: string): boolean {
  for (let at = 0; at < target.length; at += 1) {
    const code = target.charCodeAt(at);
    if (code <= 0x20 || code >= 0x7f || code === 0x23) return false;
  }
  return target.startsWith("/");
}

function isPlainPath(path: string): boolean {
  if (path.startsWith("//") || path.includes("\\") || !hasWholeEscapes(path)) return false;
  // Most paths: without a dot, plain or masked, there is no dot segment.
  if (!path.includes(".") && !path.includes("%")) return true;
  const unmasked = path.toLowerCase().replaceAll("%2e", ".").replaceAll("%2f", "/").replaceAll("%5c", "/");
  return !unmasked.split("/").some(isDotSegment);
}

/**
 * RFC 3986 §3.3: `.` and `..` mean a place relative to the path so far. Some servers drop `;` and what follows it
 * first.
 */
function isDotSegment(segment: string): boolean {
  const semicolon = segment.indexOf(";");
  const name = semicolon === -1 ? segment : segment.slice(0, semicolon);
  return name === "." || name === "..";
}

/** RFC 3986 §2.1: a percent sign is followed by two hexadecimal digits. */
function hasWholeEscapes(path: string): boolean {
  for (let at = path.indexOf("%"); at !== -1; at = path.indexOf("%", at + 1)) {
    if (!isHexDigit(path.charCodeAt(at + 1)) || !isHexDigit(path.charCodeAt(at + 2))) return false;
  }
  return true;
}
