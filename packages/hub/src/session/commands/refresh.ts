/**
 * The refresh command: a new token for the connection.
 */
import type { RefreshRequest } from "@longwire/protocol";
import type { CommandContext } from "../command-context.ts";
import { failWith, type Outcome } from "../outcome.ts";
import { reconsider } from "../reconsider.ts";
import { secondsUntil } from "../seconds-until.ts";
import { refused } from "./refused.ts";

/** Extends a connection. A token of another user ends it. */
export async function refresh(
  { session, services, as }: CommandContext,
  { token = "" }: RefreshRequest,
): Promise<Outcome> {
  if (token === "") return failWith("badRequest");
  const outcome = await services.deadlines.within("refresh", services.authenticator.refresh(as.identity, token));
  if (!outcome.ok) return refused(session, services, outcome);
  if (outcome.identity.user !== as.identity.user)
    return refused(session, services, { ok: false, disconnect: "invalidToken", reason: "token-other-user" });
  const { expireAt } = outcome;
  const ttl = expireAt === undefined ? {} : { expires: true, ttl: secondsUntil(expireAt, services.clock) };
  return {
    result: { refresh: { client: session.client, version: "longwire", ...ttl } },
    onQueued: () => {
      session.refreshed(outcome.identity);
      session.timers.expireAt(expireAt);
      reconsider(session, services, outcome.channels).catch((error: unknown) =>
        services.report({ where: "refresh", error }),
      );
    },
  };
}
