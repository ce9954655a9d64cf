/**
 * The section `client`: who may connect, and the limits of a connection.
 */
import type { TokenAuthenticatorOptions } from "../auth/token-authenticator.ts";
import { type ConfiguredOrigins, originsOf } from "./allowed-origins.ts";
import type { OptionReader } from "./option-reader.ts";
import { readTokenSection } from "./token-section.ts";

/** Limits that a configuration sets; others have their defaults. Sizes in bytes. */
export interface ConfiguredLimits {
  readonly connectTimeoutMs?: number;
  readonly maxFrameBytes?: number;
  readonly maxChannels?: number;
  readonly maxConnectionsPerUser?: number;
  readonly maxRecoveredEntries?: number;
  readonly maxHistoryEntries?: number;
  readonly maxQueuedBytes?: number;
}

/** Intervals that a configuration sets. */
export interface ConfiguredTimes {
  readonly pingIntervalMs?: number;
  readonly pongTimeoutMs?: number;
  readonly expiryGraceMs?: number;
  readonly positionCheckMs?: number;
  readonly presenceRenewMs?: number;
}

/** What the section says. */
export interface ClientSection {
  readonly isInsecure: boolean;
  readonly authentication: TokenAuthenticatorOptions;
  readonly origins: ConfiguredOrigins;
  readonly limits: ConfiguredLimits;
  readonly times: ConfiguredTimes;
}

const MIB = 1024 * 1024;

/** Reads it. */
export function readClientSection(reader: OptionReader): ClientSection {
  const isInsecure = reader.flag("insecure");
  if (isInsecure) reader.warn("insecure", "everybody may connect, and do everything but in private channels");
  const section: ClientSection = {
    isInsecure,
    authentication: readAuthentication(reader, isInsecure),
    origins: readOrigins(reader),
    limits: readLimits(reader),
    times: readTimes(reader),
  };
  // Commands of one connection for different channels always overlap; those for one channel never do.
  reader.whole("concurrency", 0, 1024);
  reader.notOffered(["connection_limit", "connection_rate_limit"], "is not offered and has no effect");
  reader.notOffered(["channel_position_max_time_lag"], "is not offered and has no effect");
  reader.flag("connect_include_server_time");
  reader.mustNot(["proxy"], "proxies are not offered: use tokens, or a function in a TypeScript configuration");
  reader.mustNot(["subscribe_to_user_personal_channel"], "is not offered: name the channel in the token's `channels`");
  reader.mustNot(["insecure_skip_token_signature_verify", "user_id_http_header"], "is not offered");
  reader.notOffered(["connect_code_to_unidirectional_disconnect"], "there are no unidirectional connections");
  reader.finish();
  return section;
}

function readAuthentication(reader: OptionReader, isInsecure: boolean): TokenAuthenticatorOptions {
  const tokenReader = reader.object("token");
  const token = readTokenSection(tokenReader);
  tokenReader.finish();
  const subscriptionReader = reader.object("subscription_token");
  const isSeparate = subscriptionReader.flag("enabled");
  const subscriptionToken = readTokenSection(subscriptionReader);
  subscriptionReader.finish();
  if (isSeparate && subscriptionToken === undefined) reader.refuse("subscription_token", "is enabled and has no key");
  return {
    token,
    ...(isSeparate ? { subscriptionToken } : {}),
    allowAnonymous: reader.flag("allow_anonymous_connect_without_token") || isInsecure,
    denyAnonymousTokens: reader.flag("disallow_anonymous_connection_tokens"),
    ignoreExpiry: isInsecure,
  };
}

function readOrigins(reader: OptionReader): ConfiguredOrigins {
  const patterns = reader.texts("allowed_origins");
  for (const [i, pattern] of patterns.entries()) {
    const isOrigin = pattern === "*" || pattern === "null" || /^[a-z*][a-z0-9+.*-]*:\/\/[^/?#@]+$/i.test(pattern);
    if (!isOrigin) reader.refuse(`allowed_origins[${i}]`, 'is no origin such as "https://example.com"');
  }
  return originsOf(patterns);
}

function readLimits(reader: OptionReader): ConfiguredLimits {
  return given({
    connectTimeoutMs: reader.durationMs("stale_close_delay"),
    maxChannels: reader.whole("channel_limit", 1, 100_000),
    maxConnectionsPerUser: reader.whole("user_connection_limit", 0, 1_000_000) || undefined,
    maxRecoveredEntries: reader.whole("recovery_max_publication_limit", 1, 100_000),
    maxHistoryEntries: reader.whole("history_max_publication_limit", 1, 100_000),
    maxQueuedBytes: reader.whole("queue_max_size", 1024, 1024 * MIB),
  });
}

function readTimes(reader: OptionReader): ConfiguredTimes {
  const expiryGraceMs = reader.durationMs("expired_close_delay");
  const forSubscriptions = reader.durationMs("expired_sub_close_delay");
  if (forSubscriptions !== undefined && forSubscriptions !== expiryGraceMs) {
    reader.warn("expired_sub_close_delay", "has no effect: expired_close_delay is for subscriptions too");
  }
  return given({
    pingIntervalMs: reader.durationMs("ping_interval"),
    pongTimeoutMs: reader.durationMs("pong_timeout"),
    expiryGraceMs,
    positionCheckMs: reader.durationMs("channel_position_check_delay"),
    presenceRenewMs: reader.durationMs("presence_update_interval"),
  });
}

/** Without what is not set, so that it can be spread over defaults. */
function given<Options extends object>(options: Options): { [Name in keyof Options]?: NonNullable<Options[Name]> } {
  const entries = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [Name in keyof Options]?: NonNullable<Options[Name]> };
}
