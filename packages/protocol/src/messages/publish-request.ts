/** Publishes into a channel. */
import type { Payload } from "../payload.ts";
import * as field from "../schema/field.ts";
import { defineMessage, type MessageType } from "../schema/message-type.ts";

/** A client's publication. */
export interface PublishRequest {
  readonly channel?: string;
  readonly data?: Payload;
  /** 0: into the stream. Other kinds exist in the protocol and are not offered here. */
  readonly type?: number;
  /** What the entry is about, where newer entries replace older ones. */
  readonly key?: string;
  readonly removed?: boolean;
  /** Longwire: the same key again within the channel's window publishes nothing and gets the first answer. */
  readonly idempotencyKey?: string;
}

/** @see PublishRequest */
export const publishRequest: MessageType<PublishRequest> = defineMessage<PublishRequest>("PublishRequest", {
  channel: field.text(1),
  data: field.payload(2),
  type: field.int32(3),
  key: field.text(4),
  removed: field.bool(5),
  idempotencyKey: field.text(1001),
});
