/** Extends a subscription. */
import { defineMessage, int32, type MessageType, text } from "../schema/message-type.ts";

/** A new token for a subscription. */
export interface SubRefreshRequest {
  readonly channel?: string;
  readonly token?: string;
  /** 0: a refresh. Other kinds exist in the protocol and are not offered here. */
  readonly type?: number;
}

/** @see SubRefreshRequest */
export const subRefreshRequest: MessageType<SubRefreshRequest> = defineMessage<SubRefreshRequest>("SubRefreshRequest", {
  channel: text(1),
  token: text(2),
  type: int32(3),
});
