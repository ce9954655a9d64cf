/**
 * The sub_refresh command: a new token for a subscription.
 */
import type { SubRefreshRequest } from "@longwire/protocol";
import type { CommandContext } from "../command-context.ts";
import { failWith, type Outcome } from "../outcome.ts";
import { secondsUntil } from "../seconds-until.ts";

/** Extends a subscription. */
export async function subRefresh(
  { session, services, as }: CommandContext,
  { channel = "", token = "", type = 0 }: SubRefreshRequest,
): Promise<Outcome> {
  if (channel === "" || token === "") return failWith("badRequest");
  if (type !== 0) return failWith("notAvailable");
  await session.subscriptions.pendingWork(channel);
  if (!session.subscriptions.isSubscribed(channel)) return failWith("permissionDenied");
  const grant = await services.deadlines.within(
    "subscription token",
    services.authenticator.subscription(as.identity, channel, token),
  );
  if (!grant.ok) return failWith(grant.error);
  const { expireAt } = grant;
  const ttl = expireAt === undefined ? {} : { expires: true, ttl: secondsUntil(expireAt, services.clock) };
  return { result: { subRefresh: ttl }, onQueued: () => session.subscriptions.renew(channel, grant) };
}
