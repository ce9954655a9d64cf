/** The server has subscribed a connection to a channel. */
import type { Payload } from "../payload.ts";
import { bool, defineMessage, type MessageType, payload, text, uint64 } from "../schema/message-type.ts";

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
  recoverable: bool(1),
  epoch: text(4),
  offset: uint64(5),
  positioned: bool(6),
  data: payload(7),
});
