/**
 * How a handler of the application refuses: thrown, it becomes the error of the reply, or the end of the connection.
 */
import type { ErrorReply } from "@longwire/protocol";

/** An error that the client is told. Anything else that a handler throws is told as "internal server error", and logged. */
export class RealtimeError extends Error {
  override readonly name: string = "RealtimeError";
  /** 400–1999: an error of the application; 4000–4999: the connection is closed with this code. */
  readonly code: number;
  /** The client may try again. */
  readonly temporary: boolean;

  /** @throws RangeError for a code that belongs to the protocol. */
  constructor(code: number, message: string, { temporary = false }: { readonly temporary?: boolean } = {}) {
    super(message);
    if (!isOfApplication(code)) throw new RangeError(`the code ${code} is neither in 400–1999 nor in 4000–4999`);
    this.code = code;
    this.temporary = temporary;
  }

  /** What the reply says. */
  get reply(): ErrorReply {
    return { code: this.code, message: this.message, temporary: this.temporary };
  }
}

function isOfApplication(code: number): boolean {
  return Number.isInteger(code) && ((code >= 400 && code < 2000) || (code >= 4000 && code < 5000));
}
