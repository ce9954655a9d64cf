/**
 * Centrifugo's permission options as rules of channels. Each verdict names the option that decided.
 */
import type { ChannelRequest, ChannelRule, Verdict } from "../channel/channel-options.ts";

/** Who may, of the options `allow_*_for_client`, `_for_subscriber` and `_for_anonymous`. */
export interface Access {
  readonly client: boolean;
  readonly subscriber: boolean;
  /** The anonymous may what the others may. */
  readonly anonymous: boolean;
}

/** What the names of channels mean. */
export interface NameConventions {
  /** A channel whose name begins with it takes a token. Default "$". */
  readonly privatePrefix: string;
  /** Ends the namespace. Default ":". */
  readonly namespaceBoundary: string;
  /** Begins the users whom a channel is for. Default "#". */
  readonly userBoundary: string;
  /** Stands between them. Default ",". */
  readonly userSeparator: string;
}

/** What the subscribe rule depends on. */
export interface SubscribeAccess extends Omit<Access, "subscriber"> {
  /** Channels such as `dialog#1,2` are for the users 1 and 2. */
  readonly isUserLimited: boolean;
  /** `client.insecure`. */
  readonly isInsecure: boolean;
  readonly names: NameConventions;
}

/** A rule for what this server does not offer: error 108. @param option the one that asks for it. */
export function notOfferedRule(option: string): ChannelRule {
  return () => ({ allow: false, code: 108, reason: "not-available", rule: option });
}

/** Who may subscribe. */
export function subscribeRule(access: SubscribeAccess): ChannelRule {
  const { privatePrefix, userBoundary } = access.names;
  return ({ channel, identity: { user }, isGranted }): Verdict => {
    if (isGranted) return { allow: true, rule: "token" };
    // Not even in insecure mode: the application relies on its tokens there.
    if (privatePrefix !== "" && channel.startsWith(privatePrefix)) {
      return { allow: false, reason: "no-token", rule: "channel.private_prefix" };
    }
    const isForUsers = access.isUserLimited && userBoundary !== "" && channel.includes(userBoundary);
    if (isForUsers && usersOf(channel, access.names).includes(user) && user !== "") {
      return { allow: true, rule: "allow_user_limited_channels" };
    }
    if (!isForUsers && access.client && (user !== "" || access.anonymous)) {
      return { allow: true, rule: "allow_subscribe_for_client" };
    }
    if (access.isInsecure) return { allow: true, rule: "client.insecure" };
    if (isForUsers) return { allow: false, reason: "other-user", rule: "allow_user_limited_channels" };
    const reason = access.client ? "anonymous" : "no-token";
    return { allow: false, reason, rule: `allow_subscribe_for_${access.client ? "anonymous" : "client"}` };
  };
}

/** Who may publish, or ask for presence or history. */
export function accessRule(
  action: "publish" | "presence" | "history",
  access: Access,
  isInsecure: boolean,
): ChannelRule {
  return ({ identity: { user }, isSubscribed, isGranted }): Verdict => {
    if (isGranted) return { allow: true, rule: "token" };
    const isKnown = user !== "" || access.anonymous;
    if (access.client && isKnown) return { allow: true, rule: `allow_${action}_for_client` };
    if (access.subscriber && isSubscribed && isKnown) return { allow: true, rule: `allow_${action}_for_subscriber` };
    if (isInsecure) return { allow: true, rule: "client.insecure" };
    return { allow: false, ...denialOf(action, access, isSubscribed) };
  };
}

/** The rule, and what is published has the form that `publication_data_format` asks for; else error 107. */
export function withDataFormat(rule: ChannelRule, format: "json" | "json_object"): ChannelRule {
  return (request) =>
    hasFormat(request, format)
      ? rule(request)
      : { allow: false, code: 107, reason: "data-format", rule: "publication_data_format" };
}

function denialOf(action: string, access: Access, isSubscribed: boolean): { reason: string; rule: string } {
  if (!access.client && !access.subscriber) return { reason: "denied", rule: `allow_${action}_for_client` };
  if (!access.client && !isSubscribed) return { reason: "not-subscribed", rule: `allow_${action}_for_subscriber` };
  return { reason: "anonymous", rule: `allow_${action}_for_anonymous` };
}

function usersOf(channel: string, { userBoundary, userSeparator }: NameConventions): readonly string[] {
  const users = channel.slice(channel.lastIndexOf(userBoundary) + userBoundary.length);
  return userSeparator === "" ? [users] : users.split(userSeparator);
}

function hasFormat({ data }: ChannelRequest, format: "json" | "json_object"): boolean {
  const json = data?.json;
  return json !== undefined && (format === "json" || json.trimStart().startsWith("{"));
}
