/** How many are in a channel. */
import { defineMessage, type MessageType, uint32 } from "../schema/message-type.ts";

/** Counts of a channel. */
export interface PresenceStatsResult {
  readonly numClients?: number;
  readonly numUsers?: number;
}

/** @see PresenceStatsResult */
export const presenceStatsResult: MessageType<PresenceStatsResult> = defineMessage<PresenceStatsResult>(
  "PresenceStatsResult",
  { numClients: uint32(1), numUsers: uint32(2) },
);
