/**
 * Asks the permissions of a hub, for as long as an answer is awaited.
 */
import type { Action, Decision, DecisionContext } from "../../auth/decision.ts";
import type { Identity } from "../../channel/channel-options.ts";
import type { ResolvedChannel } from "../../channel/channel-registry.ts";
import type { HubServices } from "../../hub-services.ts";

/** The decision, at once where no rule of the application is asked. Rejects when it does not come in time. */
export function decide(
  { permissions, deadlines }: HubServices,
  action: Action,
  channel: ResolvedChannel,
  identity: Identity,
  context: DecisionContext,
): Decision | Promise<Decision> {
  return deadlines.within(`${action} rule`, permissions.decide(action, channel, identity, context));
}
