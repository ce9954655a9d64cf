/** Extends a connection. */
import { defineMessage, type MessageType, text } from "../schema/message-type.ts";

/** A new token for the connection. */
export interface RefreshRequest {
  readonly token?: string;
}

/** @see RefreshRequest */
export const refreshRequest: MessageType<RefreshRequest> = defineMessage<RefreshRequest>("RefreshRequest", {
  token: text(1),
});
