/** Asks how many are in a channel. */
import { defineMessage, type MessageType, text } from "../schema/message-type.ts";

/** How many are there? */
export interface PresenceStatsRequest {
  readonly channel?: string;
}

/** @see PresenceStatsRequest */
export const presenceStatsRequest: MessageType<PresenceStatsRequest> = defineMessage<PresenceStatsRequest>(
  "PresenceStatsRequest",
  { channel: text(1) },
);
