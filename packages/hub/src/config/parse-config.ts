/**
 * A configuration in Centrifugo's option names as plain options of this hub. It checks everything before anything starts:
 * an option that is not known is an error, one that is known and not offered is an error where it must not be thought to
 * work, and a warning elsewhere. It reads no file.
 */
import type { TokenAuthenticatorOptions } from "../auth/token-authenticator.ts";
import type { ChannelOptions } from "../channel/channel-options.ts";
import { ChannelRegistry, type ChannelResolver } from "../channel/channel-registry.ts";
import type { ConfiguredOrigins } from "./allowed-origins.ts";
import { readChannelSection } from "./channel-section.ts";
import { type ConfiguredLimits, type ConfiguredTimes, readClientSection } from "./client-section.ts";
import { ConfigError } from "./config-error.ts";
import { type ConfigReport, OptionReader } from "./option-reader.ts";

/** Levels of `log.level`. */
export type ConfiguredLogLevel = (typeof logLevels)[number];

/** Names of levels, the most talkative first. */
export const logLevels = ["trace", "debug", "info", "warn", "error", "fatal", "none"] as const;

/** What a configuration comes to. */
export interface HubConfig {
  /** Declared by pattern; only in a TypeScript configuration. */
  readonly channels: Readonly<Record<string, ChannelOptions>>;
  /** The namespaces, for names that no pattern matches. */
  readonly resolver: ChannelResolver;
  readonly authentication: TokenAuthenticatorOptions;
  /** Of `authenticate` and `handlers` in a TypeScript configuration: what is there, as it is there. */
  readonly authenticate: unknown;
  readonly handlers: unknown;
  readonly origins: ConfiguredOrigins;
  readonly limits: ConfiguredLimits;
  readonly times: ConfiguredTimes;
  readonly api: { readonly isEnabled: boolean; readonly key: string | undefined; readonly isInsecure: boolean };
  readonly server: {
    readonly host: string | undefined;
    readonly port: number | undefined;
    /** Path of the WebSocket endpoint. Default `/connection/websocket`. */
    readonly path: string;
    readonly drainMs: number | undefined;
  };
  readonly logLevel: ConfiguredLogLevel | undefined;
  /** Metrics are served at `/metrics`. Default false. */
  readonly metrics: boolean;
  /** What the user should know, one line each, with places. */
  readonly warnings: readonly string[];
}

/** How a configuration is read. */
export interface ParseOptions {
  /** It comes from code, so that it may have `channels`, `authenticate` and `handlers`. Default false. */
  readonly isCode?: boolean;
}

const otherTransports = [
  "http_stream",
  "sse",
  "webtransport",
  "uni_websocket",
  "uni_sse",
  "uni_http_stream",
  "uni_grpc",
];
const otherFeatures = [
  ...[
    "admin",
    "debug",
    "emulation",
    "enable_unreleased_features",
    "graphite",
    "grpc_api",
    "init",
    "map_broker",
    "node",
  ],
  ...["opentelemetry", "pid_file", "proxies", "rpc", "shared_poll", "usage_stats"],
];

/** Checks a configuration. @throws ConfigError with everything that is wrong, each with its place. */
export function parseConfig(value: unknown, { isCode = false }: ParseOptions = {}): HubConfig {
  const report: ConfigReport = { problems: [], warnings: [] };
  const reader = new OptionReader(value, "", report);
  const client = readClientSection(reader.object("client"));
  const channelReader = reader.object("channel");
  const config: HubConfig = {
    channels: isCode ? readPatterns(reader) : {},
    resolver: readChannelSection(channelReader, client.isInsecure),
    authentication: client.authentication,
    authenticate: isCode ? reader.take("authenticate") : undefined,
    handlers: isCode ? reader.take("handlers") : undefined,
    origins: client.origins,
    ...readServer(reader, client.limits),
    times: client.times,
    api: readApi(reader.object("http_api")),
    logLevel: readLog(reader.object("log")),
    metrics: readPrometheus(reader.object("prometheus")),
    warnings: report.warnings,
  };
  readOthers(reader);
  reader.finish();
  if (report.problems.length > 0) throw new ConfigError(report.problems);
  return config;
}

function readServer(reader: OptionReader, limits: ConfiguredLimits): Pick<HubConfig, "server" | "limits"> {
  const http = reader.object("http_server");
  const websocket = reader.object("websocket");
  const shutdown = reader.object("shutdown");
  const maxFrameBytes = websocket.whole("message_size_limit", 1024, 1024 ** 3);
  const server = {
    host: http.text("address") || undefined,
    port: http.whole("port", 0, 65_535),
    path: websocket.text("handler_prefix") || "/connection/websocket",
    drainMs: shutdown.durationMs("timeout"),
  };
  http.mustNot(["tls", "tls_autocert", "tls_external", "http3", "h2c_external"], "is not offered: end TLS in a proxy");
  http.mustNot(["internal_address", "internal_port", "internal_tls"], "is not offered: there is one port");
  websocket.mustNot(["disabled"], "is not offered: it is the only transport");
  websocket.notOffered(["compression", "compression_level", "compression_min_size"], "is not offered here");
  const tuning = ["read_buffer_size", "use_write_buffer_pool", "write_buffer_size", "write_timeout"];
  websocket.notOffered([...tuning, "decompressed_message_size_limit"], "has no effect");
  for (const section of [http, websocket, shutdown]) section.finish();
  return { server, limits: maxFrameBytes === undefined ? limits : { ...limits, maxFrameBytes } };
}

function readApi(api: OptionReader): HubConfig["api"] {
  const read = {
    isEnabled: !api.flag("disabled"),
    key: api.text("key") || undefined,
    isInsecure: api.flag("insecure"),
  };
  if (read.isInsecure) api.warn("insecure", "everybody who reaches the API may do everything");
  api.notOffered(["external"], "has no effect: there is one port");
  api.notOffered(["handler_prefix", "error_mode"], "is not offered and has no effect");
  api.mustNot(["opentelemetry"], "is not offered");
  api.finish();
  return read;
}

function readLog(log: OptionReader): ConfiguredLogLevel | undefined {
  const level = log.oneOf("level", logLevels);
  log.notOffered(["file"], "is not offered: the log goes to standard error");
  log.finish();
  return level;
}

function readPrometheus(section: OptionReader): boolean {
  const isEnabled = section.flag("enabled");
  section.notOffered(["handler_prefix"], "has no effect: the path is fixed");
  const others = ["instrument_http_handlers", "recovered_publications_histogram", "native_histograms"];
  section.notOffered(others, "has no effect");
  section.finish();
  return isEnabled;
}

/** Sections for what this server does in another way, or not at all. */
function readOthers(reader: OptionReader): void {
  for (const name of ["engine", "broker", "presence_manager", "controller"]) {
    const section = reader.object(name);
    const type = section.text("type") ?? "memory";
    // Whoever asks for Redis must not find out later that what was published is gone.
    if (type !== "memory") section.refuse("type", `${JSON.stringify(type)} is not offered: only "memory" is`);
  }
  for (const name of ["health", "swagger"]) {
    const section = reader.object(name);
    section.flag("enabled");
    section.notOffered(["handler_prefix"], "has no effect: the path is fixed");
    section.finish();
  }
  reader.notOffered(otherTransports, "this transport is not offered: clients use WebSocket");
  reader.notOffered(otherFeatures, "is not offered and has no effect");
  reader.mustNot(["consumers"], "is not offered: publish over the HTTP API");
}

function readPatterns(reader: OptionReader): Readonly<Record<string, ChannelOptions>> {
  const value = reader.take("channels");
  if (value === undefined) return {};
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    reader.refuse("channels", "must be an object of declarations by pattern");
    return {};
  }
  // From code that is checked by its types; what types cannot say the registry says.
  const channels = value as Readonly<Record<string, ChannelOptions>>;
  try {
    new ChannelRegistry(channels);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    reader.refuse("channels", error.message);
  }
  return channels;
}
