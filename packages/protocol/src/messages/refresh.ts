/** The server has changed the expiry of a connection. */
import * as field from "../schema/field.ts";
import { defineMessage, type MessageType } from "../schema/message-type.ts";

/** New expiry of a connection. */
export interface Refresh {
  readonly expires?: boolean;
  /** Seconds until the client should refresh. */
  readonly ttl?: number;
}

/** @see Refresh */
export const refresh: MessageType<Refresh> = defineMessage<Refresh>("Refresh", {
  expires: field.bool(1),
  ttl: field.uint32(2),
});
