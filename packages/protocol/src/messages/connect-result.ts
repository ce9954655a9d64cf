/** The answer to the first command. */
import type { Payload } from "../payload.ts";
import * as field from "../schema/field.ts";
import { defineMessage, type MessageType } from "../schema/message-type.ts";
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
  client: field.text(1),
  version: field.text(2),
  expires: field.bool(3),
  ttl: field.uint32(4),
  data: field.payload(5),
  subs: field.map(
    6,
    field.message(2, () => subscribeResult),
  ),
  ping: field.uint32(7),
  pong: field.bool(8),
  session: field.text(9),
  node: field.text(10),
  time: field.int64(11),
  flag: field.int64(12),
});
