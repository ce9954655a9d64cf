/**
 * Decides who may do what in which channel, and says which rule decided: revocations first, then what the channel offers,
 * then its rule with the capabilities of tokens. It keeps no decision: each request is judged anew.
 */
import type { Payload } from "@longwire/protocol";
import { errors } from "@longwire/protocol";
import type { ChannelRequest, ChannelRule, Identity, NamedRule, Verdict } from "../channel/channel-options.ts";
import type { ResolvedChannel, ResolvedChannelOptions } from "../channel/channel-registry.ts";
import type { AuthObserver } from "./auth-event.ts";
import { Capabilities, includesAction } from "./capabilities.ts";
import type { Action, Decision, DecisionContext, DecisionMaker } from "./decision.ts";
import type { Revocations } from "./revocations.ts";

/** What decisions need beside channels and identities. */
export interface PermissionOptions {
  /** Default: nothing is ever revoked. */
  readonly revocations?: Revocations | undefined;
  readonly observe?: AuthObserver | undefined;
}

type Denial = Extract<Decision, { allow: false }>;

const optionOf = {
  subscribe: "subscribe",
  publish: "publish",
  presence: "presenceRule",
  history: "historyRule",
} as const satisfies Readonly<Record<Action, keyof ResolvedChannelOptions>>;

/** Decides. */
export class Permissions implements DecisionMaker {
  readonly #revocations: Revocations | undefined;
  readonly #observe: AuthObserver;
  /** Capabilities are read once for each set of claims. */
  readonly #capabilities = new WeakMap<object, Capabilities>();

  constructor({ revocations, observe = () => undefined }: PermissionOptions = {}) {
    this.#revocations = revocations;
    this.#observe = observe;
  }

  decide(
    action: Action,
    channel: ResolvedChannel,
    identity: Identity,
    context: DecisionContext,
  ): Decision | Promise<Decision> {
    if (this.#revocations?.hasIdentity(identity)) return deny("revocation", "revoked");
    const missing = missingFeature(action, channel.options);
    if (missing !== undefined) return missing;
    const option = optionOf[action];
    const rule = channel.options[option];
    const label = `${option} of ${JSON.stringify(channel.pattern)}`;
    const isGranted = this.#isGranted(action, channel.name, identity, context);
    if (typeof rule === "string") return decideNamed(rule, label, identity, context.isSubscribed, isGranted);
    return this.#decideByFunction(rule, label, requestOf(channel, identity, context, isGranted));
  }

  #isGranted(action: Action, channel: string, identity: Identity, { grant }: DecisionContext): boolean {
    if (grant !== undefined && (action === "subscribe" || includesAction(grant.allow ?? [], action))) return true;
    const { claims } = identity;
    if (claims.caps === undefined) return false;
    const capabilities = this.#capabilities.get(claims) ?? Capabilities.read(claims.caps);
    if (capabilities === undefined) return false;
    this.#capabilities.set(claims, capabilities);
    return capabilities.allow(action, channel);
  }

  #decideByFunction(rule: ChannelRule, label: string, request: ChannelRequest): Decision | Promise<Decision> {
    const fail = (error: unknown): Decision => {
      const { channel, identity } = request;
      this.#observe({ type: "rule-failed", rule: label, user: identity.user, channel, error });
      return deny(label, "rule-failed", errors.internal.code);
    };
    try {
      const verdict = rule(request);
      if (!(verdict instanceof Promise)) return decisionOf(verdict, label);
      return verdict.then((late) => decisionOf(late, label)).catch(fail);
    } catch (error) {
      return fail(error);
    }
  }
}

function requestOf(
  { name, parameters }: ResolvedChannel,
  identity: Identity,
  { data, isSubscribed }: { readonly data?: Payload | undefined; readonly isSubscribed: boolean },
  isGranted: boolean,
): ChannelRequest {
  return { channel: name, parameters, identity, data, isSubscribed, isGranted };
}

/** What a channel does not have nobody may ask for. */
function missingFeature(action: Action, options: ResolvedChannelOptions): Denial | undefined {
  const isMissing =
    (action === "presence" && !options.presence) || (action === "history" && options.history === undefined);
  return isMissing ? deny(action, "not-available", errors.notAvailable.code) : undefined;
}

function decideNamed(
  rule: NamedRule,
  label: string,
  identity: Identity,
  isSubscribed: boolean,
  isGranted: boolean,
): Decision {
  const named = `${label}: ${rule}`;
  if (rule === "deny") return deny(named, "denied");
  if (rule === "allow") return { allow: true, rule: named };
  if (isGranted) return { allow: true, rule: `${named}, by token` };
  if (rule === "authenticated" && identity.user !== "") return { allow: true, rule: named };
  if (rule === "subscriber" && isSubscribed) return { allow: true, rule: named };
  const reasons = { authenticated: "anonymous", subscriber: "not-subscribed", token: "no-token" } as const;
  return deny(named, reasons[rule]);
}

/** @throws TypeError when a rule without types answered something else. */
function decisionOf(verdict: Verdict, label: string): Decision {
  if (verdict === true) return { allow: true, rule: label };
  if (verdict === false) return deny(label, "denied");
  if (typeof verdict !== "object" || verdict === null) throw new TypeError("the rule answered neither yes nor no");
  const rule = verdict.rule === undefined ? label : `${label}: ${verdict.rule}`;
  if (verdict.allow === true) return { allow: true, rule };
  return deny(rule, verdict.reason ?? "denied", isErrorCode(verdict.code) ? verdict.code : undefined);
}

/** 100–399 are the protocol's, 400–1999 the application's. */
function isErrorCode(code: number | undefined): code is number {
  return Number.isInteger(code) && code !== undefined && code >= 100 && code < 2000;
}

function deny(rule: string, reason: string, code: number = errors.permissionDenied.code): Denial {
  return { allow: false, rule, code, reason };
}
