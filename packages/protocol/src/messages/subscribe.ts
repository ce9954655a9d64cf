/** The server has subscribed a connection to a channel. */
import type { Payload } from "../payload.ts";
import * as field from "../schema/field.ts";
import { defineMessage, type MessageType } from "../schema/message-type.ts";

/** A server-side subscription, made while the connection is up. */
export interface Subscribe {
  readonly recoverable?: boolean;
  readonly epoch?: string;
  readonly offset?: number;
  readonly positioned?: boolean;
  readonly data?: Payload;
}

/** @see Subscribe */
export const subscribe: MessageType<Subscribe> = defineMessage<Subscribe>("Subscribe", {
  recoverable: field.bool(1),
  epoch: field.text(4),
  offset: field.uint64(5),
  positioned: field.bool(6),
  data: field.payload(7),
});
