/** One entry of a channel. */
import type { Payload } from "../payload.ts";
import * as field from "../schema/field.ts";
import { defineMessage, type MessageType } from "../schema/message-type.ts";
import { type ClientInfo, clientInfo } from "./client-info.ts";

/** A message in a channel. */
export interface Publication {
  readonly data?: Payload;
  /** Of the publisher; usually set only when a client published. */
  readonly info?: ClientInfo;
  /** Position in the channel's log, from 1 on; 0 or absent where there is no log. The epoch comes with the subscription. */
  readonly offset?: number;
  readonly tags?: ReadonlyMap<string, string>;
  /** `data` is a Fossil delta against the data of the publication before. */
  readonly delta?: boolean;
  /** Unix time in milliseconds. */
  readonly time?: number;
  /** The channel, where a subscription covers more than one. */
  readonly channel?: string;
  /** What the entry is about, where newer entries replace older ones. */
  readonly key?: string;
  /** Longwire: how many publications of the channel were left out before this one, for this reader, by the channel's policy. */
  readonly skipped?: number;
}

/** @see Publication */
export const publication: MessageType<Publication> = defineMessage<Publication>("Publication", {
  data: field.payload(4),
  info: field.message(5, () => clientInfo),
  offset: field.uint64(6),
  tags: field.map(7, field.text(2)),
  delta: field.bool(8),
  time: field.int64(9),
  channel: field.text(10),
  key: field.text(11),
  skipped: field.uint64(1001),
});
