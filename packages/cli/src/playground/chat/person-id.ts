/**
 * The public id of a person, made from the secret key that the person's browser keeps.
 * So others can see who speaks, and nobody can speak as somebody else.
 */

import { createHash } from "node:crypto";

/** The first 16 hexadecimal digits of the key's SHA-256. The same key always gives the same id. */
export function personId(key: string): string {
  return createHash("sha256").update(key).digest("hex").slice(0, 16);
}
