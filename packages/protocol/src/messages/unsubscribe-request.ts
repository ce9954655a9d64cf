/** Ends a subscription. */
import * as field from "../schema/field.ts";
import { defineMessage, type MessageType } from "../schema/message-type.ts";

/** The client wants no more of a channel. */
export interface UnsubscribeRequest {
  readonly channel?: string;
}

/** @see UnsubscribeRequest */
export const unsubscribeRequest: MessageType<UnsubscribeRequest> = defineMessage<UnsubscribeRequest>(
  "UnsubscribeRequest",
  { channel: field.text(1) },
);
