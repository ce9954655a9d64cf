/** The answer to the first command. */
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

/** A connection was let in. */
export interface ConnectResult {
  /** Id of the connection. */
  readonly client?: string;
  /** Of the server. */
  readonly version?: string;
  /** The connection ends unless it is refreshed. */
  readonly expires?: boolean;
  /** Seconds until the client should refresh. */
  readonly ttl?: number;
  readonly data?: Payload;
  /** Server-side subscriptions by channel. */
  readonly subs?: ReadonlyMap<string, SubscribeResult>;
  /** Seconds between the server's pings; 0: there are none. */
  readonly ping?: number;
  /** The client must answer pings. */
  readonly pong?: boolean;
  readonly session?: string;
  /** Id of the server process. */
  readonly node?: string;
  /** Unix time in milliseconds. */
  readonly time?: number;
  /** Bits for features that are on. */
  readonly flag?: number;
}

/** @see ConnectResult */
export const connectResult: MessageType<ConnectResult> = defineMessage<ConnectResult>("ConnectResult", {
  client: text(1),
  version: text(2),
  expires: bool(3),
  ttl: uint32(4),
  data: payload(5),
  subs: map(
    6,
    message(2, () => subscribeResult),
  ),
  ping: uint32(7),
  pong: bool(8),
  session: text(9),
  node: text(10),
  time: int64(11),
  flag: int64(12),
});
