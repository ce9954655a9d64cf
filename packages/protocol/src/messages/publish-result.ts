/** The answer to a publication. */
import * as field from "../schema/field.ts";
import { defineMessage, type MessageType } from "../schema/message-type.ts";

/** Longwire: where the publication stands; empty for channels without a log, and from other servers. */
export interface PublishResult {
  readonly offset?: number;
  readonly epoch?: string;
}

/** @see PublishResult */
export const publishResult: MessageType<PublishResult> = defineMessage<PublishResult>("PublishResult", {
  offset: field.uint64(1001),
  epoch: field.text(1002),
});
