/** Somebody came into a channel. */
import { defineMessage, type MessageType, message } from "../schema/message-type.ts";
import { type ClientInfo, clientInfo } from "./client-info.ts";

/** Somebody came into a channel. */
export interface Join {
  readonly info?: ClientInfo;
}

/** @see Join */
export const join: MessageType<Join> = defineMessage<Join>("Join", {
  info: message(1, () => clientInfo),
});
