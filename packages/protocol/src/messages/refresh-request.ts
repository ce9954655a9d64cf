/** Extends a connection. */
import * as field from "../schema/field.ts";
import { defineMessage, type MessageType } from "../schema/message-type.ts";

/** A new token for the connection. */
export interface RefreshRequest {
  readonly token?: string;
}

/** @see RefreshRequest */
export const refreshRequest: MessageType<RefreshRequest> = defineMessage<RefreshRequest>("RefreshRequest", {
  token: field.text(1),
});
