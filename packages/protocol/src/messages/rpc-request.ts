/** A call of the application. */
import type { Payload } from "../payload.ts";
import * as field from "../schema/field.ts";
import { defineMessage, type MessageType } from "../schema/message-type.ts";

/** A call. */
export interface RpcRequest {
  readonly data?: Payload;
  readonly method?: string;
}

/** @see RpcRequest */
export const rpcRequest: MessageType<RpcRequest> = defineMessage<RpcRequest>("RPCRequest", {
  data: field.payload(1),
  method: field.text(2),
});
