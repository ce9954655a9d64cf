/**
 * Why the server ends a connection: close codes of the WebSocket, with ranges that tell the client what to do.
 * The numbers and texts are those of the Centrifuge protocol.
 */

/** Names of the protocol's disconnects. */
export type DisconnectName = keyof typeof disconnects;

/** The protocol's disconnects by name. */
export const disconnects = {
  /** The transport ended; never sent. */
  connectionClosed: { code: 3000, reason: "connection closed" },
  /** The server stops; another is there or will be. */
  shutdown: { code: 3001, reason: "shutdown" },
  /** Something failed in the server. */
  serverError: { code: 3004, reason: "internal server error" },
  /** The connection was not refreshed in time. */
  expired: { code: 3005, reason: "connection expired" },
  /** A subscription was not refreshed in time. */
  subscriptionExpired: { code: 3006, reason: "subscription expired" },
  /** The client reads too slowly. */
  slow: { code: 3008, reason: "slow" },
  /** Writing to the client failed. */
  writeError: { code: 3009, reason: "write error" },
  /** What was delivered has a gap: come back and recover. */
  insufficientState: { code: 3010, reason: "insufficient state" },
  /** The server wants the client to connect anew. */
  forceReconnect: { code: 3011, reason: "force reconnect" },
  /** A ping was not answered. */
  noPong: { code: 3012, reason: "no pong" },
  /** Faster than a limit allows. */
  tooManyRequests: { code: 3013, reason: "too many requests" },
  /** Tokens and positions are void: begin anew. */
  stateInvalidated: { code: 3014, reason: "state invalidated" },
  /** The token cannot be verified. */
  invalidToken: { code: 3500, reason: "invalid token" },
  /** What was sent is no command, or makes no sense. */
  badRequest: { code: 3501, reason: "bad request" },
  /** No connect command came in time. */
  stale: { code: 3502, reason: "stale" },
  /** The server wants the client to stay away. */
  forceNoReconnect: { code: 3503, reason: "force disconnect" },
  /** More connections than a limit allows. */
  connectionLimit: { code: 3504, reason: "connection limit" },
  /** More channels than a limit allows. */
  channelLimit: { code: 3505, reason: "channel limit" },
  /** The client cannot be served in this encoding. */
  inappropriateProtocol: { code: 3506, reason: "inappropriate protocol" },
  /** Not allowed. */
  permissionDenied: { code: 3507, reason: "permission denied" },
  /** Not offered. */
  notAvailable: { code: 3508, reason: "not available" },
  /** The client goes on making mistakes. */
  tooManyErrors: { code: 3509, reason: "too many errors" },
} as const;

/**
 * True when a client should connect again after `code`. 3500–3999 (the protocol's) and 4500–4999 (the application's) are
 * final, and so is 1009: the same message would be too big again.
 */
export function mayReconnect(code: number): boolean {
  const isFinal = (code >= 3500 && code < 4000) || (code >= 4500 && code < 5000) || code === 1009;
  return !isFinal;
}
