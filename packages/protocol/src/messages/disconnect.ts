/** The server ends the connection and says why. */
import * as field from "../schema/field.ts";
import { defineMessage, type MessageType } from "../schema/message-type.ts";

/** The last push of a connection. Codes: `codes/disconnect-code.ts`. */
export interface Disconnect {
  readonly code?: number;
  readonly reason?: string;
  /** For clients of old; by the code's range it is decided now. */
  readonly reconnect?: boolean;
}

/** @see Disconnect */
export const disconnect: MessageType<Disconnect> = defineMessage<Disconnect>("Disconnect", {
  code: field.uint32(1),
  reason: field.text(2),
  reconnect: field.bool(3),
});
