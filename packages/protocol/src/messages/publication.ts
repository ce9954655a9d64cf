/** One entry of a channel. */
import type { Payload } from "../payload.ts";
import {
  bool,
  defineMessage,
  int64,
  type MessageType,
  map,
  message,
  payload,
  text,
  uint64,
} from "../schema/message-type.ts";
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
  data: payload(4),
  info: message(5, () => clientInfo),
  offset: uint64(6),
  tags: map(7, text(2)),
  delta: bool(8),
  time: int64(9),
  channel: text(10),
  key: text(11),
  skipped: uint64(1001),
});
