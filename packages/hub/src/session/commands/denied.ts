/**
 * A denial as the client is told of it.
 */
import { errors } from "@longwire/protocol";
import type { Decision } from "../../auth/decision.ts";
import type { Outcome } from "../outcome.ts";

/** The reply for a denial: its code, and the protocol's text for a code of the protocol. */
export function denied({ code, reason }: Extract<Decision, { readonly allow: false }>): Outcome {
  const known = Object.values(errors).find((error) => error.code === code);
  return { error: known ?? { code, message: reason, temporary: false } };
}
