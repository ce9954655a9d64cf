/**
 * The presence command.
 */
import type { PresenceRequest } from "@longwire/protocol";
import type { CommandContext } from "../command-context.ts";
import { failWith, type Outcome } from "../outcome.ts";
import { allowedInChannel } from "./allowed-in-channel.ts";

/** Tells who is in a channel. */
export function presence(context: CommandContext, { channel = "" }: PresenceRequest): Promise<Outcome> {
  return allowedInChannel(context, "presence", channel, undefined, async ({ name, options }) => {
    if (!options.presence) return failWith("notAvailable");
    const members = await context.services.presence.members(name);
    return { result: { presence: { presence: new Map(members.map(({ client, info }) => [client, info])) } } };
  });
}
