/**
 * What the hub's own methods fail with, when the caller asked for something that cannot be.
 */
import { type ErrorName, errors } from "@longwire/protocol";

/** A request of the server program that cannot be served. */
export class HubError extends Error {
  override readonly name: string = "HubError";
  /** One of the protocol's errors. */
  readonly errorName: ErrorName;
  /** Its number. */
  readonly code: number;

  constructor(errorName: ErrorName, detail: string) {
    super(`${errors[errorName].message}: ${detail}`);
    this.errorName = errorName;
    this.code = errors[errorName].code;
  }
}
