/** Somebody came into a channel. */
import * as field from "../schema/field.ts";
import { defineMessage, type MessageType } from "../schema/message-type.ts";
import { type ClientInfo, clientInfo } from "./client-info.ts";

/** Somebody came into a channel. */
export interface Join {
  readonly info?: ClientInfo;
}

/** @see Join */
export const join: MessageType<Join> = defineMessage<Join>("Join", {
  info: field.message(1, () => clientInfo),
});
