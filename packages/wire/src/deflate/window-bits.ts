/**
 * Sizes of the LZ77 window as permessage-deflate writes them: base-2 logarithms from 8 to 15 (RFC 7692 §7.1.2).
 * It knows the notation of a value and not which parameter carries it.
 */

/** The largest window, 32 KiB, and the one that holds where nothing was agreed. */
export const MAX_WINDOW_BITS = 15;

/**
 * Reads a value: a decimal integer without leading zeros from 8 to 15 (RFC 7692 §7.1.2.1), so neither `08`, `+9`, `0xd`
 * nor `1e1`, all of which `Number` would take. @returns `undefined` for anything else.
 */
export function parseWindowBits(value: string): number | undefined {
  if (value.length === 1) return value === "8" || value === "9" ? value.charCodeAt(0) - ZERO : undefined;
  if (value.length !== 2 || value[0] !== "1") return undefined;
  const digit = value.charCodeAt(1) - ZERO;
  return digit >= 0 && digit <= 5 ? 10 + digit : undefined;
}

const ZERO = 0x30;
