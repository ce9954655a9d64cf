/** Asks for a channel. */
import type { Payload } from "../payload.ts";
import * as field from "../schema/field.ts";
import { defineMessage, type MessageType } from "../schema/message-type.ts";
import { type FilterNode, filterNode } from "./filter-node.ts";

/** Asks to get a channel's publications from now on, or from a position on. */
export interface SubscribeRequest {
  readonly channel?: string;
  readonly token?: string;
  /** What was missed since `offset` of `epoch` is wanted too. */
  readonly recover?: boolean;
  readonly epoch?: string;
  readonly offset?: number;
  readonly data?: Payload;
  readonly positioned?: boolean;
  readonly recoverable?: boolean;
  readonly joinLeave?: boolean;
  /** "fossil": publications may come as deltas. */
  readonly delta?: string;
  /** Only publications whose tags match. */
  readonly tf?: FilterNode;
  /** Bits: 1, numbers for channels in pushes; 2, an unrecoverable position is an error. */
  readonly flag?: number;
  /** 0: a stream. Other kinds exist in the protocol and are not offered here. */
  readonly type?: number;
}

/** @see SubscribeRequest */
export const subscribeRequest: MessageType<SubscribeRequest> = defineMessage<SubscribeRequest>("SubscribeRequest", {
  channel: field.text(1),
  token: field.text(2),
  recover: field.bool(3),
  epoch: field.text(6),
  offset: field.uint64(7),
  data: field.payload(8),
  positioned: field.bool(9),
  recoverable: field.bool(10),
  joinLeave: field.bool(11),
  delta: field.text(12),
  tf: field.message(13, () => filterNode),
  flag: field.int64(14),
  type: field.int32(15),
});
