/**
 * The ping command of clients that ping the server.
 */
import type { Outcome } from "../outcome.ts";

/** Answers. */
export function ping(): Outcome {
  return { result: { ping: {} } };
}
