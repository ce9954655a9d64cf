/** The answer to a publication. */
import { defineMessage, type MessageType, text, uint64 } from "../schema/message-type.ts";

/** Longwire: where the publication stands; empty for channels without a log, and from other servers. */
export interface PublishResult {
  readonly offset?: number;
  readonly epoch?: string;
}

/** @see PublishResult */
export const publishResult: MessageType<PublishResult> = defineMessage<PublishResult>("PublishResult", {
  offset: uint64(1001),
  epoch: text(1002),
});
