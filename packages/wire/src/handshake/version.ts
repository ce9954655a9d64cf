/**
 * Sec-WebSocket-Version: the one version that is spoken here, and the strict reading of the header.
 */
import { parseDecimal } from "./digit.ts";

/** RFC 6455 §4.1, item 9: the version of this protocol. */
export const webSocketVersion = 13;

const MAX_VERSION = 255;

/** The version number, or `undefined` when it is not 0 to 255 in decimal without a leading zero (RFC 6455 §4.3). */
export function parseVersion(value: string): number | undefined {
  if (value.length > 1 && value.startsWith("0")) return undefined;
  const version = parseDecimal(value, 3);
  return version !== undefined && version <= MAX_VERSION ? version : undefined;
}
