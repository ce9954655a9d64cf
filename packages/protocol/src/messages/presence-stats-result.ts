/** How many are in a channel. */
import * as field from "../schema/field.ts";
import { defineMessage, type MessageType } from "../schema/message-type.ts";

/** Counts of a channel. */
export interface PresenceStatsResult {
  readonly numClients?: number;
  readonly numUsers?: number;
}

/** @see PresenceStatsResult */
export const presenceStatsResult: MessageType<PresenceStatsResult> = defineMessage<PresenceStatsResult>(
  "PresenceStatsResult",
  { numClients: field.always(field.uint32(1)), numUsers: field.always(field.uint32(2)) },
);
