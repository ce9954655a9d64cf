/** What the server sends unasked. */
import * as field from "../schema/field.ts";
import { defineMessage, type MessageType } from "../schema/message-type.ts";
import { type Connect, connect } from "./connect.ts";
import { type Disconnect, disconnect } from "./disconnect.ts";
import { type Join, join } from "./join.ts";
import { type Leave, leave } from "./leave.ts";
import { type Message, message } from "./message.ts";
import { type Publication, publication } from "./publication.ts";
import { type Refresh, refresh } from "./refresh.ts";
import { type Subscribe, subscribe } from "./subscribe.ts";
import { type Unsubscribe, unsubscribe } from "./unsubscribe.ts";

/** One push: exactly one of the messages is set. */
export interface Push {
  /** Stands for the channel's name where the subscription agreed on a number. */
  readonly id?: number;
  readonly channel?: string;
  readonly pub?: Publication;
  readonly join?: Join;
  readonly leave?: Leave;
  readonly unsubscribe?: Unsubscribe;
  readonly message?: Message;
  readonly subscribe?: Subscribe;
  readonly connect?: Connect;
  readonly disconnect?: Disconnect;
  readonly refresh?: Refresh;
}

/** @see Push */
export const push: MessageType<Push> = defineMessage<Push>("Push", {
  id: field.int64(1),
  channel: field.text(2),
  pub: field.message(4, () => publication),
  join: field.message(5, () => join),
  leave: field.message(6, () => leave),
  unsubscribe: field.message(7, () => unsubscribe),
  message: field.message(8, () => message),
  subscribe: field.message(9, () => subscribe),
  connect: field.message(10, () => connect),
  disconnect: field.message(11, () => disconnect),
  refresh: field.message(12, () => refresh),
});
