/**
 * The error of operations that a closed connection can no longer carry out.
 */
import type { CloseResult } from "@longwire/wire";

/** Rejects `drained()` and is given to `send` callbacks when the connection ends first. `code` is stable: `ERR_CLOSED`. */
export class ClosedError extends Error {
  override readonly name = "ClosedError";
  readonly code = "ERR_CLOSED";
  /** How the connection closed, as far as it is known by now. */
  readonly result: CloseResult;

  constructor(result: CloseResult) {
    super(`the WebSocket is closed (${result.code}): nothing can be sent any more`);
    this.result = result;
  }
}
