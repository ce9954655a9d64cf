/** Ends a subscription. */
import { defineMessage, type MessageType, text } from "../schema/message-type.ts";

/** The client wants no more of a channel. */
export interface UnsubscribeRequest {
  readonly channel?: string;
}

/** @see UnsubscribeRequest */
export const unsubscribeRequest: MessageType<UnsubscribeRequest> = defineMessage<UnsubscribeRequest>(
  "UnsubscribeRequest",
  { channel: text(1) },
);
