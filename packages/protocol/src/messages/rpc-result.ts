/** The answer to a call. */
import type { Payload } from "../payload.ts";
import { defineMessage, type MessageType, payload } from "../schema/message-type.ts";

/** What a call gave. */
export interface RpcResult {
  readonly data?: Payload;
}

/** @see RpcResult */
export const rpcResult: MessageType<RpcResult> = defineMessage<RpcResult>("RPCResult", { data: payload(1) });
