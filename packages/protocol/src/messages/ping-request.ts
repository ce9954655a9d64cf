/** A client's ping. */
import { defineMessage, type MessageType } from "../schema/message-type.ts";

/** Asks for a sign of life. */
export type PingRequest = Readonly<Record<never, never>>;

/** @see PingRequest */
export const pingRequest: MessageType<PingRequest> = defineMessage<PingRequest>("PingRequest", {});
