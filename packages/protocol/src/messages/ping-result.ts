/** The answer to a client's ping. */
import { defineMessage, type MessageType } from "../schema/message-type.ts";

/** A sign of life. */
export type PingResult = Readonly<Record<never, never>>;

/** @see PingResult */
export const pingResult: MessageType<PingResult> = defineMessage<PingResult>("PingResult", {});
