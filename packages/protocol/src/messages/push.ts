/** What the server sends unasked. */
import { defineMessage, int64, type MessageType, message as nested, text } from "../schema/message-type.ts";
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
  id: int64(1),
  channel: text(2),
  pub: nested(4, () => publication),
  join: nested(5, () => join),
  leave: nested(6, () => leave),
  unsubscribe: nested(7, () => unsubscribe),
  message: nested(8, () => message),
  subscribe: nested(9, () => subscribe),
  connect: nested(10, () => connect),
  disconnect: nested(11, () => disconnect),
  refresh: nested(12, () => refresh),
});
