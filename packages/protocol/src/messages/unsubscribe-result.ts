/** The answer to an unsubscription. */
import { defineMessage, type MessageType } from "../schema/message-type.ts";

/** Nothing more of the channel follows. */
export type UnsubscribeResult = Readonly<Record<never, never>>;

/** @see UnsubscribeResult */
export const unsubscribeResult: MessageType<UnsubscribeResult> = defineMessage<UnsubscribeResult>(
  "UnsubscribeResult",
  {},
);
