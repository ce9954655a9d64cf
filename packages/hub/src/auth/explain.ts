/**
 * Tells a person why somebody may or may not do something: the same decision as for a request, with a sentence.
 */
import { errors } from "@longwire/protocol";
import type { Identity } from "../channel/channel-options.ts";
import { channelNameFault } from "../channel/channel-pattern.ts";
import type { ChannelRegistry } from "../channel/channel-registry.ts";
import type { Action, Decision, DecisionContext, DecisionMaker } from "./decision.ts";

/** A decision with its reasons. */
export type Explanation = Decision & {
  readonly user: string;
  readonly action: Action;
  readonly channel: string;
  /** The declaration that the channel falls under. */
  readonly pattern: string | undefined;
  /** One sentence. */
  readonly because: string;
};

/** What is known of who asks. Default: somebody who is connected with no claims, and not subscribed. */
export interface ExplainOptions {
  readonly identity?: Identity | undefined;
  readonly context?: DecisionContext | undefined;
}

const sentences: Readonly<Record<string, string>> = {
  "unknown-channel": "no declaration matches the channel's name",
  revoked: "the user's tokens from before a moment were revoked, and this identity is older",
  "not-available": "the channel is declared without it",
  anonymous: "the user is anonymous",
  "not-subscribed": "the connection is not subscribed to the channel",
  "no-token": "there is no subscription token or capability for the channel",
  denied: "the rule says no to everybody, or to this request",
  "rule-failed": "the rule threw an error, which counts as no",
};

/** Explains. Rules of the application are run as for a request. */
export async function explain(
  registry: ChannelRegistry,
  permissions: DecisionMaker,
  user: string,
  action: Action,
  channel: string,
  options: ExplainOptions = {},
): Promise<Explanation> {
  const resolved = registry.resolve(channel);
  const asked = { user, action, channel, pattern: resolved?.pattern };
  if (resolved === undefined) {
    const because = channelNameFault(channel) ?? sentenceFor("unknown-channel");
    const { code } = errors.unknownChannel;
    return { ...asked, allow: false, rule: "declared channels", code, reason: "unknown-channel", because };
  }
  const nobody: Identity = { user, client: "", meta: undefined, claims: {}, issuedAt: Number.POSITIVE_INFINITY };
  const { identity = nobody, context = { isSubscribed: false } } = options;
  const decision = await permissions.decide(action, resolved, identity, context);
  const because = decision.allow ? `${decision.rule} allows it` : sentenceFor(decision.reason);
  return { ...asked, ...decision, because };
}

function sentenceFor(reason: string): string {
  return (Object.hasOwn(sentences, reason) ? sentences[reason] : undefined) ?? `the rule says: ${reason}`;
}
