/** The answer to a subscription. */
import type { Payload } from "../payload.ts";
import {
  bool,
  defineMessage,
  int64,
  list,
  type MessageType,
  message,
  payload,
  text,
  uint32,
  uint64,
} from "../schema/message-type.ts";
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
  expires: bool(1),
  ttl: uint32(2),
  recoverable: bool(3),
  epoch: text(6),
  publications: list(
    7,
    message(7, () => publication),
  ),
  recovered: bool(8),
  offset: uint64(9),
  positioned: bool(10),
  data: payload(11),
  wasRecovering: bool(12),
  delta: bool(13),
  id: int64(14),
  publishDebounce: uint32(19),
});
