/**
 * The error for faults of our own caller: wrong argument, wrong moment. It is thrown at once.
 * Faults of the peer are values (`violation.ts`, `handshake/refusal.ts`, `handshake/failure.ts`), never this.
 */

/** Stable codes of usage errors. */
export type UsageErrorCode =
  | "ERR_INVALID_ARGUMENT"
  | "ERR_INVALID_CLOSE_CODE"
  | "ERR_CLOSE_REASON_TOO_LONG"
  | "ERR_CONTROL_PAYLOAD_TOO_LONG"
  | "ERR_NOT_OPEN";

/** The caller broke the contract of a function; `message` says what to do instead. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  readonly code: UsageErrorCode;

  /** @param code stable code. @param message what is wrong and what to do about it. */
  constructor(code: UsageErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
