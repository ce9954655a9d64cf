/** Asks for entries of a channel's log. */
import * as field from "../schema/field.ts";
import { defineMessage, type MessageType } from "../schema/message-type.ts";
import { type StreamPosition, streamPosition } from "./stream-position.ts";

/** Entries of a log. */
export interface HistoryRequest {
  readonly channel?: string;
  /** At most so many; 0: none, only the position; below 0: as many as the server gives. */
  readonly limit?: number;
  /** Only entries after it, or before it in reverse order. */
  readonly since?: StreamPosition;
  /** Newest first. */
  readonly reverse?: boolean;
}

/** @see HistoryRequest */
export const historyRequest: MessageType<HistoryRequest> = defineMessage<HistoryRequest>("HistoryRequest", {
  channel: field.text(1),
  limit: field.int32(7),
  since: field.message(8, () => streamPosition),
  reverse: field.bool(9),
});
