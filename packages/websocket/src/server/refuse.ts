/**
 * How an application refuses a handshake from `authenticate`.
 */
import type { HeaderLine, RefusalAnswer } from "@longwire/wire";
import { UsageError } from "@longwire/wire";

/** A refusal made by the application. `refuse` makes it. */
export class UpgradeRefusal implements RefusalAnswer {
  readonly status: number;
  readonly message: string;
  readonly headers: readonly HeaderLine[];

  constructor(status: number, message: string, headers: readonly HeaderLine[]) {
    this.status = status;
    this.message = message;
    this.headers = headers;
  }
}

/**
 * Refuses the handshake: `return refuse(401, "log in first", [["WWW-Authenticate", "Bearer"]])`.
 * @param status 300 to 599. @param message one line of text, the body of the answer. @throws UsageError for another status.
 */
export function refuse(status: number, message: string, headers: readonly HeaderLine[] = []): UpgradeRefusal {
  if (!Number.isInteger(status) || status < 300 || status > 599) {
    throw new UsageError("ERR_INVALID_ARGUMENT", `a handshake is refused with a status from 300 to 599, not ${status}`);
  }
  return new UpgradeRefusal(status, message, headers);
}
