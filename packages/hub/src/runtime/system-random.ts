/**
 * The random port on the runtime's own sources.
 */
import { randomBytes } from "node:crypto";
import type { Random } from "../ports/random.ts";

/** Ids of 128 bits from the strong source; fractions from the quick one. */
export function createSystemRandom(): Random {
  return { id: () => randomBytes(16).toString("base64url"), fraction: () => Math.random() };
}
