/**
 * Values of an application as payloads.
 */
import { Payload } from "@longwire/protocol";

/** A `Payload` as it is, anything else as its JSON text. @throws TypeError for what JSON cannot say. */
export function toPayload(value: unknown): Payload {
  return value instanceof Payload ? value : Payload.fromValue(value);
}
