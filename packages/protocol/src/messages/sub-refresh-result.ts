/** The answer to a refresh of a subscription. */
import * as field from "../schema/field.ts";
import { defineMessage, type MessageType } from "../schema/message-type.ts";

/** The subscription's new expiry. */
export interface SubRefreshResult {
  readonly expires?: boolean;
  /** Seconds until the client should refresh again. */
  readonly ttl?: number;
}

/** @see SubRefreshResult */
export const subRefreshResult: MessageType<SubRefreshResult> = defineMessage<SubRefreshResult>("SubRefreshResult", {
  expires: field.bool(1),
  ttl: field.uint32(2),
});
