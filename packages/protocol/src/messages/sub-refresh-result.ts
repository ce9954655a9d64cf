/** The answer to a refresh of a subscription. */
import { bool, defineMessage, type MessageType, uint32 } from "../schema/message-type.ts";

/** The subscription's new expiry. */
export interface SubRefreshResult {
  readonly expires?: boolean;
  /** Seconds until the client should refresh again. */
  readonly ttl?: number;
}

/** @see SubRefreshResult */
export const subRefreshResult: MessageType<SubRefreshResult> = defineMessage<SubRefreshResult>("SubRefreshResult", {
  expires: bool(1),
  ttl: uint32(2),
});
