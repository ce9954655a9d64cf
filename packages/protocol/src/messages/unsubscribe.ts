/** The server has ended a subscription. */
import { defineMessage, type MessageType, text, uint32 } from "../schema/message-type.ts";

/** A subscription has ended. Codes: `codes/unsubscribe-code.ts`; from 2500 on the client subscribes again. */
export interface Unsubscribe {
  readonly code?: number;
  readonly reason?: string;
}

/** @see Unsubscribe */
export const unsubscribe: MessageType<Unsubscribe> = defineMessage<Unsubscribe>("Unsubscribe", {
  code: uint32(2),
  reason: text(3),
});
