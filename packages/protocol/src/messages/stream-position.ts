/** A place in a channel's log. */
import { defineMessage, type MessageType, text, uint64 } from "../schema/message-type.ts";

/** Everything up to `offset` of the log that `epoch` names. */
export interface StreamPosition {
  readonly offset?: number;
  readonly epoch?: string;
}

/** @see StreamPosition */
export const streamPosition: MessageType<StreamPosition> = defineMessage<StreamPosition>("StreamPosition", {
  offset: uint64(1),
  epoch: text(2),
});
