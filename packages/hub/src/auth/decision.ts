/**
 * What is asked of permissions and what they answer. Types only: rules are run elsewhere.
 */
import type { Payload } from "@longwire/protocol";
import type { Identity } from "../channel/channel-options.ts";
import type { ResolvedChannel } from "../channel/channel-registry.ts";
import type { SubscriptionGrant } from "./authenticator.ts";

/** What a connection may or may not do in a channel. */
export type Action = "subscribe" | "publish" | "presence" | "history";

/** A verdict with the rule that decided. A denial has a code for machines and a reason for people. */
export type Decision =
  | { readonly allow: true; readonly rule: string }
  | { readonly allow: false; readonly rule: string; readonly code: number; readonly reason: string };

/** What a decision depends on beside who asks for what. */
export interface DecisionContext {
  /** Of the request. */
  readonly data?: Payload | undefined;
  /** The connection is in the channel. */
  readonly isSubscribed: boolean;
  /** Of a subscription token. */
  readonly grant?: SubscriptionGrant | undefined;
}

/** Decides about requests. Asked anew for each of them, also on every resume. */
export interface DecisionMaker {
  decide(
    action: Action,
    channel: ResolvedChannel,
    identity: Identity,
    context: DecisionContext,
  ): Decision | Promise<Decision>;
}
