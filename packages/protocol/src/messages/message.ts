/** Data to one connection, outside of any channel. */
import type { Payload } from "../payload.ts";
import * as field from "../schema/field.ts";
import { defineMessage, type MessageType } from "../schema/message-type.ts";

/** An asynchronous message to a connection. */
export interface Message {
  readonly data?: Payload;
}

/** @see Message */
export const message: MessageType<Message> = defineMessage<Message>("Message", { data: field.payload(1) });
