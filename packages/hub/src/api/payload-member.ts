/**
 * Payloads as members of results: JSON as it is, and bytes that are no JSON in Base64 under a name of their own.
 */
import type { Payload } from "@longwire/protocol";

/** `{ data: … }`, `{ b64data: … }`, or nothing. */
export function payloadMember(name: string, payload: Payload | undefined): Readonly<Record<string, unknown>> {
  if (payload === undefined) return {};
  if (payload.json !== undefined) return { [name]: payload };
  return { [`b64${name}`]: Buffer.from(payload.bytes).toString("base64") };
}
