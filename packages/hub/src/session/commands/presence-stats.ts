/**
 * The presence_stats command.
 */
import type { PresenceStatsRequest } from "@longwire/protocol";
import type { CommandContext } from "../command-context.ts";
import { failWith, type Outcome } from "../outcome.ts";
import { allowedInChannel } from "./allowed-in-channel.ts";

/** Tells how many are in a channel. */
export function presenceStats(context: CommandContext, { channel = "" }: PresenceStatsRequest): Promise<Outcome> {
  return allowedInChannel(context, "presence", channel, undefined, async ({ name, options }) => {
    if (!options.presence) return failWith("notAvailable");
    const { clients, users } = await context.services.presence.stats(name);
    return { result: { presenceStats: { numClients: clients, numUsers: users } } };
  });
}
