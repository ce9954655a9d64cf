/**
 * What a newer token takes away: once a connection has been refreshed, each of its subscriptions is judged again, by the
 * rules that it was made under. What the token adds is asked for by whoever wants it.
 */
import { type CodedReason, errors, unsubscribes } from "@longwire/protocol";
import type { HubServices } from "../hub-services.ts";
import { decide } from "./commands/decide.ts";
import type { Session } from "./session.ts";

const noLongerAllowed: CodedReason = { code: unsubscribes.server.code, reason: errors.permissionDenied.message };

/** Ends what is not allowed any more. @param tokenChannels the server-side subscriptions of the newer token. */
export async function reconsider(
  session: Session,
  services: HubServices,
  tokenChannels: readonly string[],
): Promise<void> {
  const { subscriptions } = session;
  const judged = subscriptions.channels.map((channel) =>
    subscriptions.inTurn(channel, async () => {
      const reason = await reasonToEnd(session, services, channel, tokenChannels);
      if (reason !== undefined) subscriptions.end(channel, reason, "push");
      return { result: {} };
    }),
  );
  await Promise.all(judged);
}

async function reasonToEnd(
  session: Session,
  services: HubServices,
  name: string,
  tokenChannels: readonly string[],
): Promise<CodedReason | undefined> {
  const [channel, as] = [services.registry.resolve(name), session.connectedAs];
  const terms = session.subscriptions.terms(name);
  if (channel === undefined || as === undefined || terms === undefined) return undefined;
  if (terms.origin === "token") return tokenChannels.includes(name) ? undefined : noLongerAllowed;
  if (terms.origin === "server") return undefined;
  const context = { data: terms.asked, isSubscribed: true, grant: terms.grant };
  try {
    const decision = await decide(services, "subscribe", channel, as.identity, context);
    if (decision.allow) return undefined;
    // A rule that failed has not said no: the client subscribes again, and is judged then.
    return decision.code === errors.internal.code ? unsubscribes.insufficientState : noLongerAllowed;
  } catch (error) {
    services.report({ where: "refresh", error });
    return unsubscribes.insufficientState;
  }
}
