/**
 * Subprotocols (RFC 6455 §1.9): what a client offers, and which one a server picks.
 * Names are opaque tokens here; they are compared with their case.
 */
import { UsageError } from "../usage-error.ts";
import { isToken } from "./token.ts";
import { listElements } from "./token-list.ts";

/**
 * Most subprotocols in one request. A limit of its own, because each costs far more memory than the two bytes that it
 * takes in the header.
 */
export const maxSubprotocols = 128;

/**
 * Reads the Sec-WebSocket-Protocol of a request, its lines joined with commas (RFC 6455 §11.3.4).
 * `undefined` when an element is empty, no token, or there twice (RFC 6455 §4.1, item 10), or there are more than
 * `maxSubprotocols`.
 */
export function parseSubprotocols(value: string): string[] | undefined {
  const offered = listElements(value);
  return areSubprotocols(offered) ? offered : undefined;
}

/**
 * The first subprotocol offered by the client that the server supports: the client's preference decides (RFC 6455
 * §4.1, item 10).
 */
export function selectSubprotocol(offered: readonly string[], supported: readonly string[]): string | undefined {
  return offered.find((name) => supported.includes(name));
}

/** Checks what an application wants to offer. @throws UsageError unless all are tokens and no two are the same. */
export function assertSubprotocols(names: readonly string[]): void {
  if (areSubprotocols(names)) return;
  throw new UsageError(
    "ERR_INVALID_ARGUMENT",
    `Subprotocols must be tokens without separators, each only once, and at most ${maxSubprotocols}.`,
  );
}

function areSubprotocols(names: readonly string[]): boolean {
  return names.length <= maxSubprotocols && names.every(isToken) && new Set(names).size === names.length;
}
