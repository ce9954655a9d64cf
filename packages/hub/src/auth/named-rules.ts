/**
 * Permissions by the rules that need no code, and by the application's functions. The rule "token" needs a grant.
 */
import { errors } from "@longwire/protocol";
import type { ChannelRule, Identity, NamedRule, Verdict } from "../channel/channel-options.ts";
import type { ResolvedChannel, ResolvedChannelOptions } from "../channel/channel-registry.ts";
import type { Action, Decision, DecisionContext, DecisionMaker } from "./decision.ts";

/** Decides by what channels declare. */
export class NamedRules implements DecisionMaker {
  decide(
    action: Action,
    channel: ResolvedChannel,
    identity: Identity,
    context: DecisionContext,
  ): Decision | Promise<Decision> {
    const rule = ruleFor(action, channel.options);
    if (typeof rule !== "function") return byName(action, rule, identity, context);
    const { name, parameters } = channel;
    const verdict = rule({ channel: name, parameters, identity, data: context.data });
    return verdict instanceof Promise ? verdict.then((value) => byVerdict(action, value)) : byVerdict(action, verdict);
  }
}

function ruleFor(action: Action, options: ResolvedChannelOptions): NamedRule | ChannelRule {
  switch (action) {
    case "subscribe":
      return options.subscribe;
    case "publish":
      return options.publish;
    case "presence":
      return options.presenceRule;
    case "history":
      return options.historyRule;
  }
}

function byName(action: Action, name: NamedRule, { user }: Identity, context: DecisionContext): Decision {
  const rule = `${action}: "${name}"`;
  const allows = {
    allow: true,
    deny: false,
    authenticated: user !== "",
    subscriber: context.isSubscribed,
    token: context.grant !== undefined,
  }[name];
  return allows ? { allow: true, rule } : { allow: false, rule, ...denial };
}

function byVerdict(action: Action, verdict: Verdict): Decision {
  const rule = `${action}: function`;
  if (verdict === true) return { allow: true, rule };
  return verdict === false ? { allow: false, rule, ...denial } : { code: denial.code, ...verdict, rule };
}

const denial = { code: errors.permissionDenied.code, reason: errors.permissionDenied.message };
