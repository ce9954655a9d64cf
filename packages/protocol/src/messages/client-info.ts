/** Who is behind a connection, as the others in a channel see it. */
import type { Payload } from "../payload.ts";
import { defineMessage, type MessageType, payload, text } from "../schema/message-type.ts";

/** One connection of a user. */
export interface ClientInfo {
  /** Id of the user; empty for the anonymous. */
  readonly user?: string;
  /** Id of the connection. */
  readonly client?: string;
  /** From the connection: the same in every channel. */
  readonly connInfo?: Payload;
  /** From the subscription. */
  readonly chanInfo?: Payload;
}

/** @see ClientInfo */
export const clientInfo: MessageType<ClientInfo> = defineMessage<ClientInfo>("ClientInfo", {
  user: text(1),
  client: text(2),
  connInfo: payload(3),
  chanInfo: payload(4),
});
