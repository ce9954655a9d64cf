/** Entries of a channel's log. */
import { defineMessage, list, type MessageType, message, text, uint64 } from "../schema/message-type.ts";
import { type Publication, publication } from "./publication.ts";

/** Entries and where the log ends. */
export interface HistoryResult {
  readonly publications?: readonly Publication[];
  readonly epoch?: string;
  readonly offset?: number;
}

/** @see HistoryResult */
export const historyResult: MessageType<HistoryResult> = defineMessage<HistoryResult>("HistoryResult", {
  publications: list(
    1,
    message(1, () => publication),
  ),
  epoch: text(2),
  offset: uint64(3),
});
