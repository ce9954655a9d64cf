/** A place in a channel's log. */
import * as field from "../schema/field.ts";
import { defineMessage, type MessageType } from "../schema/message-type.ts";

/** Everything up to `offset` of the log that `epoch` names. */
export interface StreamPosition {
  readonly offset?: number;
  readonly epoch?: string;
}

/** @see StreamPosition */
export const streamPosition: MessageType<StreamPosition> = defineMessage<StreamPosition>("StreamPosition", {
  offset: field.uint64(1),
  epoch: field.text(2),
});
