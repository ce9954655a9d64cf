/** A connection is established, as a push of unidirectional transports. */
import * as field from "../schema/field.ts";
import { defineMessage, type MessageType } from "../schema/message-type.ts";
import type { ConnectResult } from "./connect-result.ts";
import { subscribeResult } from "./subscribe-result.ts";

/** What a connection begins with where there was no request: what the answer to one says, under numbers of its own. */
export type Connect = Omit<ConnectResult, "flag">;

/** @see Connect */
export const connect: MessageType<Connect> = defineMessage<Connect>("Connect", {
  client: field.text(1),
  version: field.text(2),
  data: field.payload(3),
  subs: field.map(
    4,
    field.message(2, () => subscribeResult),
  ),
  expires: field.bool(5),
  ttl: field.uint32(6),
  ping: field.uint32(7),
  pong: field.bool(8),
  session: field.text(9),
  node: field.text(10),
  time: field.int64(11),
});
