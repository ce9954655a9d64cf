/** Asks who is in a channel. */
import { defineMessage, type MessageType, text } from "../schema/message-type.ts";

/** Who is there? */
export interface PresenceRequest {
  readonly channel?: string;
}

/** @see PresenceRequest */
export const presenceRequest: MessageType<PresenceRequest> = defineMessage<PresenceRequest>("PresenceRequest", {
  channel: text(1),
});
