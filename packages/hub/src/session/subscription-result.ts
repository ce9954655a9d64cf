/**
 * What is said of a subscription to its client and to others: the reply, and who came. It knows messages, and makes nothing.
 */
import type { ClientInfo, Payload, Publication, SubscribeResult } from "@longwire/protocol";
import type { ResolvedChannel } from "../channel/channel-registry.ts";
import { wholeForDelta } from "../fan-out/live-publication.ts";
import { toPublication } from "../fan-out/to-publication.ts";
import type { Entry } from "../ports/history-store.ts";
import type { Start } from "../subscription/read-start.ts";
import type { Subscription } from "../subscription/subscription.ts";
import type { Session } from "./session.ts";

/** Where a subscription begins. */
export type FoundStart = Extract<Start, { readonly outcome: "found" }>;

/** What others see of a session in a channel. */
export function clientInfo(session: Session, chanInfo: Payload | undefined): ClientInfo {
  const { connectedAs: as, client } = session;
  return {
    user: as?.identity.user ?? "",
    client,
    ...(as?.info === undefined ? {} : { connInfo: as.info }),
    ...(chanInfo === undefined ? {} : { chanInfo }),
  };
}

/** The entries of a start as this subscriber gets them. */
export function publicationsOf({ options, channel, host }: Subscription, entries: readonly Entry[]): Publication[] {
  const { filter, delta } = options;
  const wanted = filter === undefined ? entries : entries.filter(({ tags }) => filter(tags ?? new Map()));
  const sent = channel.options.recovery === "cache" ? wanted.slice(-1) : wanted;
  return sent.map((entry) => (delta ? wholeForDelta(entry, host.codec) : toPublication(entry)));
}

/** The part of the reply that says where the client stands. @param asked where it stood before, if it recovers. */
export function positionOf(
  channel: ResolvedChannel,
  asked: { readonly offset: number } | undefined,
  start: FoundStart,
): SubscribeResult {
  return {
    positioned: true,
    recoverable: channel.options.recovery !== undefined,
    recovered: start.recovered,
    epoch: start.position.epoch,
    // The position that was asked for: the publications that follow move the client on from there.
    offset: start.recovered && asked !== undefined ? asked.offset : start.position.offset,
  };
}

/** Where something may be left out, a difference would be to something that the client has not got. */
export function offersDelta({ options }: ResolvedChannel): boolean {
  const { policy } = options.slowConsumer;
  return options.delta !== undefined && (policy === "disconnect" || policy === "pause-and-recover");
}
