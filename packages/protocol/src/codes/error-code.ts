/**
 * Errors in replies. 100–399 are the protocol's, 400–1999 the application's. The numbers and texts are those of the Centrifuge protocol.
 */

/** Names of the protocol's errors. */
export type ErrorName = keyof typeof errors;

/** The protocol's errors by name; `temporary` ones may be tried again. */
export const errors = {
  /** Something failed in the server. */
  internal: { code: 100, message: "internal server error", temporary: true },
  /** Who is asking is not known. */
  unauthorized: { code: 101, message: "unauthorized", temporary: false },
  /** No such channel is declared. */
  unknownChannel: { code: 102, message: "unknown channel", temporary: false },
  /** It is known who is asking, and it is not allowed. */
  permissionDenied: { code: 103, message: "permission denied", temporary: false },
  /** No such method. */
  methodNotFound: { code: 104, message: "method not found", temporary: false },
  /** This connection is subscribed to the channel already. */
  alreadySubscribed: { code: 105, message: "already subscribed", temporary: false },
  /** More than a limit allows. */
  limitExceeded: { code: 106, message: "limit exceeded", temporary: false },
  /** The request makes no sense; trying again does not help. */
  badRequest: { code: 107, message: "bad request", temporary: false },
  /** The channel does not offer this. */
  notAvailable: { code: 108, message: "not available", temporary: false },
  /** The token is too old; a new one is to be fetched. */
  tokenExpired: { code: 109, message: "token expired", temporary: false },
  /** The connection or subscription is too old. */
  expired: { code: 110, message: "expired", temporary: false },
  /** Faster than a limit allows. */
  tooManyRequests: { code: 111, message: "too many requests", temporary: true },
  /** The log does not reach back to the position, or has another epoch. */
  unrecoverablePosition: { code: 112, message: "unrecoverable position", temporary: false },
  /** Another page of the same channel is being read. */
  concurrentPagination: { code: 113, message: "concurrent pagination", temporary: true },
} as const;
