/**
 * Comparison without regard to the case of ASCII letters, as HTTP wants it.
 * `toLowerCase` would also turn the Kelvin sign into `k`, and so take other words for ours.
 */

function lowerCode(code: number): number {
  const isUpper = code >= 0x41 && code <= 0x5a;
  return isUpper ? code + 0x20 : code;
}

/** Whether two texts are equal when ASCII letters of either case count as the same. */
export function equalsIgnoringCase(left: string, right: string): boolean {
  if (left.length !== right.length) return false;
  for (let at = 0; at < left.length; at += 1) {
    if (lowerCode(left.charCodeAt(at)) !== lowerCode(right.charCodeAt(at))) return false;
  }
  return true;
}
