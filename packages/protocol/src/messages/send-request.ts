/** Data to the server that is not answered. */
import type { Payload } from "../payload.ts";
import { defineMessage, type MessageType, payload } from "../schema/message-type.ts";

/** An asynchronous message of a client. */
export interface SendRequest {
  readonly data?: Payload;
}

/** @see SendRequest */
export const sendRequest: MessageType<SendRequest> = defineMessage<SendRequest>("SendRequest", { data: payload(1) });
