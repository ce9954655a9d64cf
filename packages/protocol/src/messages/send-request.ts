/** Data to the server that is not answered. */
import type { Payload } from "../payload.ts";
import * as field from "../schema/field.ts";
import { defineMessage, type MessageType } from "../schema/message-type.ts";

/** An asynchronous message of a client. */
export interface SendRequest {
  readonly data?: Payload;
}

/** @see SendRequest */
export const sendRequest: MessageType<SendRequest> = defineMessage<SendRequest>("SendRequest", {
  data: field.payload(1),
});
