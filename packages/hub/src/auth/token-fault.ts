/**
 * Why a token is refused: a word for machines. No text of this kind ever holds a token, a key or a claim's value.
 */

/** What is wrong with a token. */
export type TokenFaultReason =
  /** Longer than 8 KiB. */
  | "token-too-long"
  /** No JSON Web Token in compact form, or with extensions that are not understood. */
  | "token-malformed"
  /** Signed by an algorithm that no configured key has; "none" is one of them. */
  | "token-algorithm"
  /** No key has its `kid`. */
  | "token-key-unknown"
  /** The keys could not be fetched, or not yet again: it may be good. */
  | "token-keys-unavailable"
  | "token-signature"
  /** Its `exp` has passed. */
  | "token-expired"
  /** Its `nbf` is ahead. */
  | "token-not-yet"
  | "token-audience"
  | "token-issuer"
  /** A claim is missing, of another type than it must be, or out of bounds. */
  | "token-claims"
  /** It was issued before its user's tokens were revoked. */
  | "token-revoked"
  /** It is another user's than the connection's. */
  | "token-other-user"
  /** It is for another channel. */
  | "token-other-channel"
  /** It is for another connection. */
  | "token-other-client";

/** A refusal. */
export interface TokenFault {
  readonly ok: false;
  readonly reason: TokenFaultReason;
  /** The claim that is at fault, if it is one. */
  readonly claim?: string | undefined;
}
