/**
 * Digits and the numbers made of them, as headers write them: ASCII, no sign, no space, no exponent.
 * `Number()` is not used on what a peer sent: it takes `0xd`, `1.3e1` and `+13` all for 13.
 */

/** Whether a character code is 0 to 9. */
export function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/**
 * Whether a character code is 0 to 9, a to f or A to F. False for NaN, which is what lies behind the end of a string.
 */
export function isHexDigit(code: number): boolean {
  return isDigit(code) || (code >= 0x41 && code <= 0x46) || (code >= 0x61 && code <= 0x66);
}

/**
 * The number that one to `maxDigits` decimal digits mean (leading zeros allowed), or `undefined` for any other text.
 */
export function parseDecimal(text: string, maxDigits: number): number | undefined {
  if (text.length === 0 || text.length > maxDigits) return undefined;
  let value = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (!isDigit(code)) return undefined;
    value = value * 10 + (code - 0x30);
  }
  return value;
}
