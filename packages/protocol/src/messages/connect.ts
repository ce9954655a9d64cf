/** A connection is established, as a push of unidirectional transports. */
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
  uint32,
} from "../schema/message-type.ts";
import { type SubscribeResult, subscribeResult } from "./subscribe-result.ts";

/** What a connection begins with where there was no request. */
export interface Connect {
  readonly client?: string;
  readonly version?: string;
  readonly data?: Payload;
  readonly subs?: ReadonlyMap<string, SubscribeResult>;
  readonly expires?: boolean;
  readonly ttl?: number;
  readonly ping?: number;
  readonly pong?: boolean;
  readonly session?: string;
  readonly node?: string;
  readonly time?: number;
}

/** @see Connect */
export const connect: MessageType<Connect> = defineMessage<Connect>("Connect", {
  client: text(1),
  version: text(2),
  data: payload(3),
  subs: map(
    4,
    message(2, () => subscribeResult),
  ),
  expires: bool(5),
  ttl: uint32(6),
  ping: uint32(7),
  pong: bool(8),
  session: text(9),
  node: text(10),
  time: int64(11),
});
