/** The first command of a connection. */
import type { Payload } from "../payload.ts";
import { defineMessage, int64, type MessageType, map, message, payload, text } from "../schema/message-type.ts";
import { type SubscribeRequest, subscribeRequest } from "./subscribe-request.ts";

/** Asks to be let in. */
export interface ConnectRequest {
  /** A JSON Web Token. */
  readonly token?: string;
  readonly data?: Payload;
  /** Positions of server-side subscriptions that are to be recovered, by channel. */
  readonly subs?: ReadonlyMap<string, SubscribeRequest>;
  /** Of the client program. */
  readonly name?: string;
  readonly version?: string;
  /** Stand for the request's headers where a browser cannot set them. */
  readonly headers?: ReadonlyMap<string, string>;
  /** Bits for features that the client offers. */
  readonly flag?: number;
  /** Longwire: the session of an earlier connection of this client, which is ended if it is still there. */
  readonly session?: string;
}

/** @see ConnectRequest */
export const connectRequest: MessageType<ConnectRequest> = defineMessage<ConnectRequest>("ConnectRequest", {
  token: text(1),
  data: payload(2),
  subs: map(
    3,
    message(2, () => subscribeRequest),
  ),
  name: text(4),
  version: text(5),
  headers: map(6, text(2)),
  flag: int64(7),
  session: text(1001),
});
