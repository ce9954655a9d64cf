/**
 * What commands about a channel have in common: the channel is found and the rule is asked, after other work of the
 * session on that channel has ended.
 */
import type { Payload } from "@longwire/protocol";
import type { Action } from "../../auth/decision.ts";
import type { ResolvedChannel } from "../../channel/channel-registry.ts";
import type { CommandContext } from "../command-context.ts";
import { failWith, type Outcome } from "../outcome.ts";
import { decide } from "./decide.ts";
import { denied } from "./denied.ts";

/** Runs `work` if the connection may do `action` in the channel. */
export async function allowedInChannel(
  context: CommandContext,
  action: Action,
  name: string,
  data: Payload | undefined,
  work: (channel: ResolvedChannel) => Outcome | Promise<Outcome>,
): Promise<Outcome> {
  const { session, services, as } = context;
  const pending = session.subscriptions.pendingWork(name);
  if (pending !== undefined) await pending;
  const channel = services.registry.resolve(name);
  if (channel === undefined) return failWith("unknownChannel");
  const isSubscribed = session.subscriptions.isSubscribed(name);
  const grant = session.subscriptions.terms(name)?.grant;
  const answer = decide(services, action, channel, as.identity, { data, isSubscribed, grant });
  const decision = answer instanceof Promise ? await answer : answer;
  return decision.allow ? work(channel) : denied(context, action, name, decision);
}
