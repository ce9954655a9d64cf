/**
 * The error of a connection attempt that failed: which rule the answer broke, or what the network said.
 */
import type { HandshakeFailure, ResponseHead } from "@longwire/wire";

/** Emitted as `error` by a client socket whose handshake failed; `close` with 1006 follows. */
export class HandshakeError extends Error {
  override readonly name = "HandshakeError";
  /** Stable code of the failure, such as `WS_ERR_ACCEPT_MISMATCH`. */
  readonly code: string;
  /** The rule that the answer broke. */
  readonly failure: HandshakeFailure;
  /** The answer, where there was one. */
  readonly response: ResponseHead | undefined;

  constructor(failure: HandshakeFailure, response: ResponseHead | undefined) {
    const status = response === undefined ? "" : ` (status ${response.status})`;
    super(`handshake failed: ${failure.message}${status}, ${failure.section}`);
    this.code = failure.code;
    this.failure = failure;
    this.response = response;
  }
}
