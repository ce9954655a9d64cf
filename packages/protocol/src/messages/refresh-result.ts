/** The answer to a refresh. */
import * as field from "../schema/field.ts";
import { defineMessage, type MessageType } from "../schema/message-type.ts";

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
  client: field.text(1),
  version: field.text(2),
  expires: field.bool(3),
  ttl: field.uint32(4),
});
