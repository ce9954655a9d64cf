/** A call of the application. */
import type { Payload } from "../payload.ts";
import { defineMessage, type MessageType, payload, text } from "../schema/message-type.ts";

/** A call. */
export interface RpcRequest {
  readonly data?: Payload;
  readonly method?: string;
}

/** @see RpcRequest */
export const rpcRequest: MessageType<RpcRequest> = defineMessage<RpcRequest>("RPCRequest", {
  data: payload(1),
  method: text(2),
});
