/**
 * The rules for code and reason that a script may close with. They are narrower than the protocol's.
 */
import { maxReasonBytes } from "@longwire/wire";

/**
 * Checks what `close` was given.
 * @throws DOMException `InvalidAccessError` for a code that is neither 1000 nor 3000–4999, `SyntaxError` for a reason of
 * more than 123 bytes of UTF-8.
 */
export function assertCloseArguments(code: number | undefined, reason: string | undefined): void {
  if (code !== undefined && code !== 1000 && !(code >= 3000 && code <= 4999)) {
    throw new DOMException(
      `The close code must be 1000 or within 3000 to 4999: ${code} is neither.`,
      "InvalidAccessError",
    );
  }
  const bytes = reason === undefined ? 0 : Buffer.byteLength(reason, "utf8");
  if (bytes > maxReasonBytes) {
    throw new DOMException(
      `The close reason has ${bytes} bytes of UTF-8: ${maxReasonBytes} is the most.`,
      "SyntaxError",
    );
  }
}

/** The code to send: a reason without a code goes with 1000, since no reason can be sent without one. */
export function closeCodeFor(code: number | undefined, reason: string): number | undefined {
  return code === undefined && reason !== "" ? 1000 : code;
}
