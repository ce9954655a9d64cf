/** The server has ended a subscription. */
import * as field from "../schema/field.ts";
import { defineMessage, type MessageType } from "../schema/message-type.ts";

/** A subscription has ended. Codes: `codes/unsubscribe-code.ts`; from 2500 on the client subscribes again. */
export interface Unsubscribe {
  readonly code?: number;
  readonly reason?: string;
}

/** @see Unsubscribe */
export const unsubscribe: MessageType<Unsubscribe> = defineMessage<Unsubscribe>("Unsubscribe", {
  code: field.uint32(2),
  reason: field.text(3),
});
