/** The answer to a refresh. */
import { bool, defineMessage, type MessageType, text, uint32 } from "../schema/message-type.ts";

/** The connection's new expiry. */
export interface RefreshResult {
  readonly client?: string;
  readonly version?: string;
  readonly expires?: boolean;
  /** Seconds until the client should refresh again. */
  readonly ttl?: number;
}

/** @see RefreshResult */
export const refreshResult: MessageType<RefreshResult> = defineMessage<RefreshResult>("RefreshResult", {
  client: text(1),
  version: text(2),
  expires: bool(3),
  ttl: uint32(4),
});
