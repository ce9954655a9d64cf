/** Who is in a channel. */
import * as field from "../schema/field.ts";
import { defineMessage, type MessageType } from "../schema/message-type.ts";
import { type ClientInfo, clientInfo } from "./client-info.ts";

/** Connections in a channel by their ids. */
export interface PresenceResult {
  readonly presence?: ReadonlyMap<string, ClientInfo>;
}

/** @see PresenceResult */
export const presenceResult: MessageType<PresenceResult> = defineMessage<PresenceResult>("PresenceResult", {
  presence: field.always(
    field.map(
      1,
      field.message(2, () => clientInfo),
    ),
  ),
});
