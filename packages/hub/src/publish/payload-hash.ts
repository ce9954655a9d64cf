/**
 * Tells publications apart for idempotency.
 */
import { createHash } from "node:crypto";
import type { NewEntry } from "../ports/history-store.ts";

/** A strong hash of what an application published: data, key and tags. */
export function payloadHash({ data, key, tags }: NewEntry): string {
  const hash = createHash("sha256");
  hash.update(JSON.stringify([key ?? null, [...(tags ?? [])].sort()]));
  hash.update(data.bytes);
  return hash.digest("base64url");
}
