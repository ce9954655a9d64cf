/**
 * Why a subscription ended. The numbers and texts are those of the Centrifuge protocol.
 */

/** Names of the protocol's reasons. */
export type UnsubscribeName = keyof typeof unsubscribes;

/** The protocol's reasons by name. */
export const unsubscribes = {
  /** The client asked for it; never sent. */
  client: { code: 0, reason: "client unsubscribed" },
  /** The connection ended; never sent. */
  disconnect: { code: 1, reason: "client disconnected" },
  /** The server decided it; the client stays away. */
  server: { code: 2000, reason: "server unsubscribe" },
  /** What was delivered has a gap: subscribe again and recover. */
  insufficientState: { code: 2500, reason: "insufficient state" },
  /** It was not refreshed in time: subscribe again. */
  expired: { code: 2501, reason: "subscription expired" },
  /** Token and position are void: begin anew. */
  stateInvalidated: { code: 2502, reason: "state invalidated" },
} as const;

/** True when a client should subscribe again after `code`: from 2500 on. */
export function maySubscribeAgain(code: number): boolean {
  return code >= 2500;
}
