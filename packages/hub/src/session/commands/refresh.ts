/**
 * The refresh command: a new token for the connection.
 */
import type { RefreshRequest } from "@longwire/protocol";
import type { CommandContext } from "../command-context.ts";
import { disconnectWith, failWith, type Outcome } from "../outcome.ts";
import { secondsUntil } from "../seconds-until.ts";

/** Extends a connection. A token of another user ends it. */
export async function refresh(
  { session, services, as }: CommandContext,
  { token = "" }: RefreshRequest,
): Promise<Outcome> {
  if (token === "") return failWith("badRequest");
  const outcome = await services.deadlines.within("refresh", services.authenticator.refresh(as.identity, token));
  if (!outcome.ok) return "error" in outcome ? failWith(outcome.error) : disconnectWith(outcome.disconnect);
  if (outcome.identity.user !== as.identity.user) return disconnectWith("invalidToken");
  const { expireAt } = outcome;
  const ttl = expireAt === undefined ? {} : { expires: true, ttl: secondsUntil(expireAt, services.clock) };
  return {
    result: { refresh: { client: session.client, version: "longwire", ...ttl } },
    onQueued: () => {
      session.refreshed(outcome.identity);
      session.timers.expireAt(expireAt);
    },
  };
}
