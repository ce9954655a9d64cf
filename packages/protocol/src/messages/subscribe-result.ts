/** The answer to a subscription. */
import type { Payload } from "../payload.ts";
import * as field from "../schema/field.ts";
import { defineMessage, type MessageType } from "../schema/message-type.ts";
import { type Publication, publication } from "./publication.ts";

/** A subscription was made. */
export interface SubscribeResult {
  readonly expires?: boolean;
  /** Seconds until the client should refresh. */
  readonly ttl?: number;
  readonly recoverable?: boolean;
  readonly epoch?: string;
  /** What was missed, oldest first. */
  readonly publications?: readonly Publication[];
  /** Nothing is missing between the position that was asked for and `offset`. */
  readonly recovered?: boolean;
  /** The newest entry's. */
  readonly offset?: number;
  readonly positioned?: boolean;
  readonly data?: Payload;
  /** The request asked for recovery. */
  readonly wasRecovering?: boolean;
  /** Publications may be deltas. */
  readonly delta?: boolean;
  /** Stands for the channel's name in pushes. */
  readonly id?: number;
  /** Milliseconds in which the client should publish at most once. */
  readonly publishDebounce?: number;
}

/** @see SubscribeResult */
export const subscribeResult: MessageType<SubscribeResult> = defineMessage<SubscribeResult>("SubscribeResult", {
  expires: field.bool(1),
  ttl: field.uint32(2),
  recoverable: field.bool(3),
  epoch: field.text(6),
  publications: field.list(
    7,
    field.message(7, () => publication),
  ),
  recovered: field.bool(8),
  offset: field.uint64(9),
  positioned: field.bool(10),
  data: field.payload(11),
  wasRecovering: field.bool(12),
  delta: field.bool(13),
  id: field.int64(14),
  publishDebounce: field.uint32(19),
});
