/**
 * `host[:port]` as in the Host header and in an origin (RFC 9112 §3.2, RFC 3986 §3.2).
 * It reads names as they are written: no address is resolved, no trailing dot dropped, no other notation of an IP
 * address unified.
 */
import { isDigit, isHexDigit, parseDecimal } from "./digit.ts";

/** A host and its port, ready to be compared. */
export interface Host {
  /** In lower case; an IPv6 address keeps its brackets. */
  readonly name: string;
  /** `undefined` when none is written. */
  readonly port: number | undefined;
}

const MAX_PORT = 65_535;
const MAX_PORT_DIGITS = 5;

/**
 * Reads `host[:port]`, or `undefined` when it is not one.
 * Stricter than the grammar: a name holds letters, digits and `-._~` only (an internationalised one travels as
 * Punycode), and a colon needs a port after it.
 */
export function parseHost(text: string): Host | undefined {
  const nameEnd = text.startsWith("[") ? addressEnd(text) : registeredNameEnd(text);
  if (nameEnd === 0) return undefined;
  const name = text.slice(0, nameEnd).toLowerCase();
  if (nameEnd === text.length) return { name, port: undefined };
  if (text.charAt(nameEnd) !== ":") return undefined;
  const port = parsePort(text.slice(nameEnd + 1));
  return port === undefined ? undefined : { name, port };
}

/** Index after `[` IPv6 address `]`, or 0. */
function addressEnd(text: string): number {
  let at = 1;
  while (at < text.length && isAddressCode(text.charCodeAt(at))) at += 1;
  return at > 1 && text.charAt(at) === "]" ? at + 1 : 0;
}

/** Index after the name, or 0 when there is none. */
function registeredNameEnd(text: string): number {
  let at = 0;
  while (at < text.length && isNameCode(text.charCodeAt(at))) at += 1;
  return at;
}

function parsePort(text: string): number | undefined {
  const port = parseDecimal(text, MAX_PORT_DIGITS);
  return port !== undefined && port <= MAX_PORT ? port : undefined;
}

/** Hexadecimal digits, `:` and `.` */
function isAddressCode(code: number): boolean {
  return isHexDigit(code) || code === 0x3a || code === 0x2e;
}

/** RFC 3986 §2.3, unreserved: letters, digits, `-`, `.`, `_`, `~` */
function isNameCode(code: number): boolean {
  const isLetter = (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a);
  return isDigit(code) || isLetter || code === 0x2d || code === 0x2e || code === 0x5f || code === 0x7e;
}
