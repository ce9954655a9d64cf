/** The first command of a connection. */
import type { Payload } from "../payload.ts";
import * as field from "../schema/field.ts";
import { defineMessage, type MessageType } from "../schema/message-type.ts";
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
  token: field.text(1),
  data: field.payload(2),
  subs: field.map(
    3,
    field.message(2, () => subscribeRequest),
  ),
  name: field.text(4),
  version: field.text(5),
  headers: field.map(6, field.text(2)),
  flag: field.int64(7),
  session: field.text(1001),
});
