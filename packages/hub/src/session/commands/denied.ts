/**
 * A denial as the client is told of it.
 */
import { errors } from "@longwire/protocol";
import type { Action, Decision } from "../../auth/decision.ts";
import type { CommandContext } from "../command-context.ts";
import type { Outcome } from "../outcome.ts";

/** The reply for a denial: its code, and the protocol's text for a code of the protocol. Whoever watches is told the rule. */
export function denied(
  { session, services }: CommandContext,
  action: Action,
  channel: string,
  { code, reason, rule }: Extract<Decision, { readonly allow: false }>,
): Outcome {
  services.observe({ type: "denied", ...session.observed, action, channel, code, rule, reason });
  const known = Object.values(errors).find((error) => error.code === code);
  return { error: known ?? { code, message: reason, temporary: false } };
}
