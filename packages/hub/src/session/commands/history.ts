/**
 * The history command.
 */
import type { HistoryRequest } from "@longwire/protocol";
import { toPublication } from "../../fan-out/to-publication.ts";
import type { CommandContext } from "../command-context.ts";
import { failWith, type Outcome } from "../outcome.ts";
import { allowedInChannel } from "./allowed-in-channel.ts";

/** Gives a page of a channel's log. */
export function history(context: CommandContext, request: HistoryRequest): Promise<Outcome> {
  const { channel = "", limit: wanted = 0, since, reverse = false } = request;
  const { history: store, limits } = context.services;
  return allowedInChannel(context, "history", channel, undefined, async ({ name, options }) => {
    if (options.history === undefined) return failWith("notAvailable");
    const limit = wanted < 0 ? limits.maxHistoryEntries : Math.min(wanted, limits.maxHistoryEntries);
    const { offset: sinceOffset, epoch = "" } = since ?? {};
    const { entries, top } = await store.read(name, { sinceOffset, limit, reverse }, options.history);
    if (epoch !== "" && epoch !== top.epoch) return failWith("unrecoverablePosition");
    return { result: { history: { publications: entries.map(toPublication), epoch: top.epoch, offset: top.offset } } };
  });
}
