/** Asks how many are in a channel. */
import * as field from "../schema/field.ts";
import { defineMessage, type MessageType } from "../schema/message-type.ts";

/** How many are there? */
export interface PresenceStatsRequest {
  readonly channel?: string;
}

/** @see PresenceStatsRequest */
export const presenceStatsRequest: MessageType<PresenceStatsRequest> = defineMessage<PresenceStatsRequest>(
  "PresenceStatsRequest",
  { channel: field.text(1) },
);
