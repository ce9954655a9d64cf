/** The answer to a call. */
import type { Payload } from "../payload.ts";
import * as field from "../schema/field.ts";
import { defineMessage, type MessageType } from "../schema/message-type.ts";

/** What a call gave. */
export interface RpcResult {
  readonly data?: Payload;
}

/** @see RpcResult */
export const rpcResult: MessageType<RpcResult> = defineMessage<RpcResult>("RPCResult", { data: field.payload(1) });
