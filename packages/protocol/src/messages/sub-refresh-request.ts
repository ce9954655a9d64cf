/** Extends a subscription. */
import * as field from "../schema/field.ts";
import { defineMessage, type MessageType } from "../schema/message-type.ts";

/** A new token for a subscription. */
export interface SubRefreshRequest {
  readonly channel?: string;
  readonly token?: string;
  /** 0: a refresh. Other kinds exist in the protocol and are not offered here. */
  readonly type?: number;
}

/** @see SubRefreshRequest */
export const subRefreshRequest: MessageType<SubRefreshRequest> = defineMessage<SubRefreshRequest>("SubRefreshRequest", {
  channel: field.text(1),
  token: field.text(2),
  type: field.int32(3),
});
