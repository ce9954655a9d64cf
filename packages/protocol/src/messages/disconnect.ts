/** The server ends the connection and says why. */
import { bool, defineMessage, type MessageType, text, uint32 } from "../schema/message-type.ts";

/** The last push of a connection. Codes: `codes/disconnect-code.ts`. */
export interface Disconnect {
  readonly code?: number;
  readonly reason?: string;
  /** For clients of old; by the code's range it is decided now. */
  readonly reconnect?: boolean;
}

/** @see Disconnect */
export const disconnect: MessageType<Disconnect> = defineMessage<Disconnect>("Disconnect", {
  code: uint32(1),
  reason: text(2),
  reconnect: bool(3),
});
