/**
 * What `longwire serve` is asked for, from its options and its configuration.
 */
import { type ConfiguredLogLevel, type HubConfig, logLevels } from "@longwire/hub";
import { CommandError } from "../command-error.ts";
import { loadConfig } from "../config/load-config.ts";
import { DEFAULT_DATA, IN_MEMORY } from "../data/data-directory.ts";
import { parseOptions, wholeNumber } from "../parse-options.ts";
import { developmentConfig, isThisMachineOnly } from "./development-config.ts";

/** Where the server listens when nothing is said. */
export const serveDefaults = { host: "127.0.0.1", port: 8000, drainMs: 5_000, logLevel: "info" } as const;

const maxPort = 65_535;

/** Everything that serving needs. */
export interface ServeOptions {
  readonly host: string;
  readonly port: number;
  /** When the port is taken, the next free one will do. */
  readonly mayMove: boolean;
  /** Over which connections are closed in the end. */
  readonly drainMs: number;
  readonly logLevel: ConfiguredLogLevel;
  /** There is no configuration: everything is allowed. */
  readonly isDevelopment: boolean;
  readonly config: HubConfig;
  /** Directory of what is published; `undefined`: it is kept in memory. */
  readonly data: string | undefined;
}

/** Reads them. @throws CommandError */
export async function parseServeOptions(args: readonly string[]): Promise<ServeOptions> {
  const { values } = parseOptions(args, {
    port: { type: "string" },
    host: { type: "string" },
    data: { type: "string" },
    config: { type: "string" },
    "log-level": { type: "string" },
  });
  if (values.data === "") throw new CommandError("--data is empty: name a directory, or say memory");
  const mayMove = values.port?.endsWith("+") ?? false;
  const digits = mayMove ? values.port?.slice(0, -1) : values.port;
  const port = digits === undefined ? undefined : wholeNumber("--port", digits, 0, maxPort);
  if (values.host === "") throw new CommandError("--host is empty");
  const isDevelopment = values.config === undefined;
  const config = values.config === undefined ? developmentConfig() : await loadConfig(values.config);
  const host = values.host ?? config.server.host ?? serveDefaults.host;
  if (isDevelopment && !isThisMachineOnly(host)) {
    throw new CommandError(
      `--host ${host} needs --config FILE: without a configuration everybody who reaches the server may do everything`,
    );
  }
  return {
    host,
    port: port ?? config.server.port ?? serveDefaults.port,
    mayMove,
    logLevel: logLevelOf(values["log-level"]) ?? config.logLevel ?? serveDefaults.logLevel,
    drainMs: config.server.drainMs ?? serveDefaults.drainMs,
    isDevelopment,
    config,
    data: values.data === IN_MEMORY ? undefined : (values.data ?? DEFAULT_DATA),
  };
}

function logLevelOf(text: string | undefined): ConfiguredLogLevel | undefined {
  if (text === undefined) return undefined;
  const level = logLevels.find((known) => known === text);
  if (level === undefined) throw new CommandError(`--log-level must be one of ${logLevels.join(", ")}`);
  return level;
}
