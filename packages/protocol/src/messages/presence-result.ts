/** Who is in a channel. */
import { defineMessage, type MessageType, map, message } from "../schema/message-type.ts";
import { type ClientInfo, clientInfo } from "./client-info.ts";

/** Connections in a channel by their ids. */
export interface PresenceResult {
  readonly presence?: ReadonlyMap<string, ClientInfo>;
}

/** @see PresenceResult */
export const presenceResult: MessageType<PresenceResult> = defineMessage<PresenceResult>("PresenceResult", {
  presence: map(
    1,
    message(2, () => clientInfo),
  ),
});
