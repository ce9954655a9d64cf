/** Somebody left a channel. */
import * as field from "../schema/field.ts";
import { defineMessage, type MessageType } from "../schema/message-type.ts";
import { type ClientInfo, clientInfo } from "./client-info.ts";

/** Somebody left a channel. */
export interface Leave {
  readonly info?: ClientInfo;
}

/** @see Leave */
export const leave: MessageType<Leave> = defineMessage<Leave>("Leave", {
  info: field.message(1, () => clientInfo),
});
