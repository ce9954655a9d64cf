/** Entries of a channel's log. */
import * as field from "../schema/field.ts";
import { defineMessage, type MessageType } from "../schema/message-type.ts";
import { type Publication, publication } from "./publication.ts";

/** Entries and where the log ends. */
export interface HistoryResult {
  readonly publications?: readonly Publication[];
  readonly epoch?: string;
  readonly offset?: number;
}

/** @see HistoryResult */
export const historyResult: MessageType<HistoryResult> = defineMessage<HistoryResult>("HistoryResult", {
  publications: field.always(
    field.list(
      1,
      field.message(1, () => publication),
    ),
  ),
  epoch: field.always(field.text(2)),
  offset: field.always(field.uint64(3)),
});
