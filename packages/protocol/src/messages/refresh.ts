/** The server has changed the expiry of a connection. */
import { bool, defineMessage, type MessageType, uint32 } from "../schema/message-type.ts";

/** New expiry of a connection. */
export interface Refresh {
  readonly expires?: boolean;
  /** Seconds until the client should refresh. */
  readonly ttl?: number;
}

/** @see Refresh */
export const refresh: MessageType<Refresh> = defineMessage<Refresh>("Refresh", { expires: bool(1), ttl: uint32(2) });
