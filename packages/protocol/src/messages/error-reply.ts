/** What a request failed with. */
import * as field from "../schema/field.ts";
import { defineMessage, type MessageType } from "../schema/message-type.ts";

/** An error in a reply. Codes: `codes/error-code.ts`; 400–1999 are the application's. */
export interface ErrorReply {
  readonly code: number;
  readonly message?: string;
  /** The same request may succeed later. */
  readonly temporary?: boolean;
}

/** @see ErrorReply */
export const errorReply: MessageType<ErrorReply> = defineMessage<ErrorReply>("Error", {
  code: field.uint32(1),
  message: field.text(2),
  temporary: field.bool(3),
});
