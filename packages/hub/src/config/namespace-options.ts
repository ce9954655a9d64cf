/**
 * The options of one namespace, in Centrifugo's names, as a declaration of channels.
 */
import type { ChannelOptions, ChannelRule } from "../channel/channel-options.ts";
import {
  type Access,
  accessRule,
  type NameConventions,
  notOfferedRule,
  subscribeRule,
  withDataFormat,
} from "./namespace-rules.ts";
import type { OptionReader } from "./option-reader.ts";

/** What holds for all namespaces. */
export interface NamespaceDefaults {
  readonly names: NameConventions;
  /** `client.insecure`. */
  readonly isInsecure: boolean;
  readonly dataFormat: DataFormat | undefined;
}

/** `publication_data_format`. */
export type DataFormat = (typeof dataFormats)[number];

/** @see DataFormat */
export const dataFormats = ["", "json", "json_object", "binary"] as const;

const maxEntries = 100_000;
const subscriptionTypes = ["", "stream", "map", "map_clients", "map_users", "shared_poll"] as const;
/** Kinds of subscription that are not offered have options of their own. */
const otherKinds = [
  ...["map", "shared_poll", "map_clients_presence_channel_prefix", "map_users_presence_channel_prefix"],
  "client_publish_debounce_interval",
];
const proxyNames = [
  ...["subscribe_proxy_name", "publish_proxy_name", "sub_refresh_proxy_name", "subscribe_stream_proxy_name"],
  "subscribe_stream_proxy_bidirectional",
];

/** Reads them. */
export function readNamespaceOptions(reader: OptionReader, defaults: NamespaceDefaults): ChannelOptions {
  const refusal = refusedFeature(reader);
  const history = readHistory(reader);
  const needsHistory = (name: string): boolean => {
    const isWanted = reader.flag(name);
    if (isWanted && history === undefined) reader.refuse(name, "needs history_size and history_ttl");
    return isWanted && history !== undefined;
  };
  const forced = needsHistory("force_recovery");
  const recovers = needsHistory("allow_recovery") || forced;
  const positionForced = needsHistory("force_positioning");
  const positions = needsHistory("allow_positioning") || positionForced;
  const mode = reader.oneOf("force_recovery_mode", ["", "stream", "cache"]);
  const options: ChannelOptions = {
    ...(history === undefined ? {} : { history }),
    ...(recovers ? { recovery: mode === "cache" ? "cache" : "stream" } : {}),
    positioned: positions || recovers,
    compaction: reader.flag("allow_channel_compaction"),
    tagsFilter: reader.flag("allow_tags_filter"),
    ...readDelta(reader, history !== undefined),
    ...readPresence(reader, defaults),
    ...readRules(reader, defaults, refusal),
  };
  reader.notOffered(["auto_cache_recover"], "is not offered: clients ask for the newest publication themselves");
  reader.notOffered(["history_meta_ttl"], "is not used: a log's position is kept as long as its store keeps it");
  reader.mustNot(["channel_regex"], "is not offered: declare a pattern or a rule in a TypeScript configuration");
  return options;
}

/** What stands in the way of subscribing and publishing, with the warning said. */
function refusedFeature(reader: OptionReader): string | undefined {
  const type = reader.oneOf("subscription_type", subscriptionTypes) ?? "";
  let refused: string | undefined;
  if (type !== "" && type !== "stream") {
    refused = `subscription_type ${JSON.stringify(type)}`;
    reader.warn("subscription_type", `"${type}" is not offered: requests for its channels are answered with error 108`);
  }
  for (const name of ["subscribe_proxy_enabled", "subscribe_stream_proxy_enabled"]) {
    if (!reader.flag(name)) continue;
    refused ??= name;
    reader.warn(name, "proxies are not offered: requests for these channels are answered with error 108");
  }
  reader.notOffered(["sub_refresh_proxy_enabled"], "proxies are not offered: clients refresh with tokens");
  if (refused === undefined) reader.notOffered(otherKinds, "is not offered and has no effect");
  for (const name of [...otherKinds, ...proxyNames]) reader.take(name);
  return refused;
}

function readHistory(reader: OptionReader): ChannelOptions["history"] {
  const size = reader.whole("history_size", 0, maxEntries) ?? 0;
  const ttlMs = reader.durationMs("history_ttl") ?? 0;
  if (size > 0 && ttlMs === 0 && !reader.has("history_ttl")) reader.refuse("history_size", "needs history_ttl");
  if (ttlMs > 0 && size === 0 && !reader.has("history_size")) reader.refuse("history_ttl", "needs history_size");
  return size > 0 && ttlMs > 0 ? { maxEntries: size, ttlMs } : undefined;
}

function readDelta(reader: OptionReader, hasHistory: boolean): Pick<ChannelOptions, "delta"> {
  const types = reader.texts("allowed_delta_types");
  const isPublished = reader.flag("delta_publish");
  for (const [i, type] of types.entries()) {
    if (type !== "fossil") reader.refuse(`allowed_delta_types[${i}]`, 'must be "fossil": there is no other');
  }
  if (types.length === 0 || !isPublished) {
    if (types.length > 0) reader.warn("allowed_delta_types", "has no effect without delta_publish");
    return {};
  }
  if (hasHistory) return { delta: "fossil" };
  reader.warn("delta_publish", "has no effect without history_size and history_ttl");
  return {};
}

function readPresence(
  reader: OptionReader,
  { isInsecure }: NamespaceDefaults,
): Pick<ChannelOptions, "presence" | "joinLeave" | "joinLeavePush" | "presenceRule"> {
  const presence = reader.flag("presence");
  const joinLeave = reader.flag("join_leave");
  const isPushed = reader.flag("force_push_join_leave");
  if (isPushed && !joinLeave) reader.warn("force_push_join_leave", "has no effect without join_leave");
  const rule = accessRule("presence", readAccess(reader, "presence"), isInsecure);
  return {
    // Who comes and goes is told by presence; that nobody may ask for it is another matter.
    presence: presence || joinLeave,
    joinLeave,
    joinLeavePush: isPushed ? "always" : "on-request",
    presenceRule: presence ? rule : notOfferedRule("presence"),
  };
}

function readRules(
  reader: OptionReader,
  { names, isInsecure, dataFormat }: NamespaceDefaults,
  refused: string | undefined,
): Pick<ChannelOptions, "subscribe" | "publish" | "historyRule"> {
  const subscribe = subscribeRule({
    client: reader.flag("allow_subscribe_for_client"),
    anonymous: reader.flag("allow_subscribe_for_anonymous"),
    isUserLimited: reader.flag("allow_user_limited_channels"),
    isInsecure,
    names,
  });
  const format = reader.oneOf("publication_data_format", dataFormats) ?? dataFormat;
  const publish = accessRule("publish", readAccess(reader, "publish"), isInsecure);
  const history = accessRule("history", readAccess(reader, "history"), isInsecure);
  if (refused !== undefined) {
    const rule = notOfferedRule(refused);
    return { subscribe: rule, publish: rule, historyRule: rule };
  }
  return { subscribe, publish: readPublishProxy(reader) ?? formatted(publish, format), historyRule: history };
}

function formatted(rule: ChannelRule, format: DataFormat | undefined): ChannelRule {
  return format === "json" || format === "json_object" ? withDataFormat(rule, format) : rule;
}

function readPublishProxy(reader: OptionReader): ChannelRule | undefined {
  if (!reader.flag("publish_proxy_enabled")) return undefined;
  reader.warn("publish_proxy_enabled", "proxies are not offered: clients' publications are answered with error 108");
  return notOfferedRule("publish_proxy_enabled");
}

function readAccess(reader: OptionReader, action: "publish" | "presence" | "history"): Access {
  return {
    client: reader.flag(`allow_${action}_for_client`),
    subscriber: reader.flag(`allow_${action}_for_subscriber`),
    anonymous: reader.flag(`allow_${action}_for_anonymous`),
  };
}
