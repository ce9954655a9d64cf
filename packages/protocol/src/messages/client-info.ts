/** Who is behind a connection, as the others in a channel see it. */
import type { Payload } from "../payload.ts";
import * as field from "../schema/field.ts";
import { defineMessage, type MessageType } from "../schema/message-type.ts";

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
  user: field.always(field.text(1)),
  client: field.always(field.text(2)),
  connInfo: field.payload(3),
  chanInfo: field.payload(4),
});
