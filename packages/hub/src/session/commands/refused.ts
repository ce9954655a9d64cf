/**
 * A refusal of the authenticator as the client is told of it.
 */
import { disconnects, errors } from "@longwire/protocol";
import type { AuthOutcome } from "../../auth/authenticator.ts";
import type { HubServices } from "../../hub-services.ts";
import { disconnectWith, failWith, type Outcome } from "../outcome.ts";
import type { Session } from "../session.ts";

/** The reply, or the end of the connection. Whoever watches is told the reason, where there is one for machines. */
export function refused(
  session: Session,
  services: HubServices,
  refusal: Extract<AuthOutcome, { readonly ok: false }>,
): Outcome {
  const { code } = "error" in refusal ? errors[refusal.error] : disconnects[refusal.disconnect];
  const name = "error" in refusal ? refusal.error : refusal.disconnect;
  services.observe({ type: "refused", ...session.observed, code, reason: refusal.reason ?? name });
  return "error" in refusal ? failWith(refusal.error) : disconnectWith(refusal.disconnect);
}
