/**
 * WebSocketError: the DOMException of WebSocketStream, with a close code and a reason. Given to `abort` or `cancel`, it
 * says what to close with; from us, it says what the server closed with.
 */
import { assertCloseArguments, closeCodeFor } from "../whatwg/close-arguments.ts";
import { defineInterface } from "../whatwg/define-interface.ts";
import { enforceUnsignedShort, toDictionary, toDomString, toUsvString } from "../whatwg/web-idl.ts";

/** The dictionary of code and reason. */
export interface WebSocketCloseInfo {
  /** 1000 or 3000–4999. Default: none, or 1000 where there is a reason. */
  closeCode?: number;
  /** At most 123 bytes of UTF-8. Default "". */
  reason?: string;
}

/** A WebSocketError. */
export interface WebSocketError extends DOMException {
  readonly closeCode: number | null;
  readonly reason: string;
}

/** The WebSocketError interface object. */
export interface WebSocketErrorConstructor {
  readonly prototype: WebSocketError;
  /** @throws DOMException `InvalidAccessError`, `SyntaxError` for a code or reason that cannot be closed with. */
  new (message?: string, init?: WebSocketCloseInfo): WebSocketError;
}

/** What a connection ended with: codes that a script may not choose are right here. */
class Ending {
  readonly code: number;
  readonly reason: string;

  constructor(code: number, reason: string) {
    this.code = code;
    this.reason = reason;
  }
}

const interfaceObject = class WebSocketError extends DOMException {
  readonly #closeCode: number | null;
  readonly #reason: string;

  constructor(message: unknown = "", init: unknown = {}) {
    super(toDomString(message), "WebSocketError");
    const { code, reason } = init instanceof Ending ? init : toCloseInfo(init, "The 2nd argument of WebSocketError");
    if (!(init instanceof Ending)) assertCloseArguments(code, reason);
    this.#closeCode = closeCodeFor(code, reason) ?? null;
    this.#reason = reason;
  }

  get closeCode(): number | null {
    return this.#closeCode;
  }

  get reason(): string {
    return this.#reason;
  }
};

defineInterface(interfaceObject, { name: "WebSocketError", length: 0, attributes: ["closeCode", "reason"] });

/** The WebSocketError interface object. */
export const WebSocketError: WebSocketErrorConstructor = interfaceObject as unknown as WebSocketErrorConstructor;

/** The error of a connection that ended with `code` and `reason`. */
export function endingError(message: string, code: number, reason: string): WebSocketError {
  return Reflect.construct(WebSocketError, [message, new Ending(code, reason)]) as WebSocketError;
}

/** Converts a WebSocketCloseInfo dictionary. @throws TypeError. */
export function toCloseInfo(
  value: unknown,
  what: string,
): { readonly code: number | undefined; readonly reason: string } {
  const dictionary = toDictionary(value, what);
  const { closeCode, reason } = dictionary;
  return {
    code: closeCode === undefined ? undefined : enforceUnsignedShort(closeCode, "closeCode"),
    reason: reason === undefined ? "" : toUsvString(reason),
  };
}
