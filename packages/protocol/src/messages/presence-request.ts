/** Asks who is in a channel. */
import * as field from "../schema/field.ts";
import { defineMessage, type MessageType } from "../schema/message-type.ts";

/** Who is there? */
export interface PresenceRequest {
  readonly channel?: string;
}

/** @see PresenceRequest */
export const presenceRequest: MessageType<PresenceRequest> = defineMessage<PresenceRequest>("PresenceRequest", {
  channel: field.text(1),
});
