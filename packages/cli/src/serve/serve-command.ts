/**
 * `longwire serve`: what it prints, and how it ends. The serving is in `serving.ts`.
 */
import type { AddressInfo } from "node:net";
import type { SqliteHistoryStore } from "@longwire/hub-sqlite";
import type { Command, CommandIo } from "../command.ts";
import { CommandError, exitCodes } from "../command-error.ts";
import { DEFAULT_DATA, dataFile, withStoreErrors } from "../data/data-directory.ts";
import { parseServeOptions, type ServeOptions, serveDefaults } from "./serve-options.ts";
import { ServerLog } from "./server-log.ts";
import { Serving } from "./serving.ts";

const help = `longwire serve: a realtime server for clients of the Centrifuge protocol

Channels with presence, history and recovery over WebSocket, at /connection/websocket, and an HTTP
API for your back end at /api. Without a configuration everybody on this machine may do everything,
and the playground is served too, a chat and live data on this very hub: for development. What is
published is kept in a file, and survives the end of the server and of the machine.

Usage:
  longwire serve [OPTIONS]

Options:
  --port N       port to listen on, 0 to 65535; 0 picks a free one, and the URL that is printed
                 tells which; N+ takes the next free one when N is taken (default: http_server.port of
                 the configuration, else ${serveDefaults.port})
  --host H       address to listen on (default: http_server.address of the configuration, else
                 ${serveDefaults.host}, this machine only; 0.0.0.0 is all of IPv4)
  --config FILE  configuration in Centrifugo's option names: JSON, or a TypeScript or JavaScript
                 module whose default export it is
  --data DIR     directory of what is published, made where there is none; memory: nothing is kept
                 (default: ${DEFAULT_DATA}). longwire data looks after it
  --log-level L  trace, debug, info, warn, error, fatal or none (default: log.level of the
                 configuration, else ${serveDefaults.logLevel})
  -h, --help     this page

Over HTTP:
  POST /api/publish, /api/broadcast, /api/history …  the API; /api/openapi.json describes it
  GET /          the playground, without --config
  GET /health    200 when a message goes through the server
  GET /ready     200 when it takes connections
  GET /metrics   for Prometheus (with a configuration: where prometheus.enabled is true)

The log goes to stderr, one JSON object a line. It holds no token, key, cookie or payload.

Ctrl+C or SIGTERM drains: new connections are refused with 503, open ones closed one after the
other within shutdown.timeout (default: ${serveDefaults.drainMs / 1000} s) and told to come back, and the exit code is 0. A
second one does not wait. Exit code 1: the configuration cannot be used, or the port not be opened.

Examples:
  longwire serve
  longwire serve --config hub.json --host 0.0.0.0
  curl -d '{"channel":"news","data":{"hello":1}}' http://127.0.0.1:8000/api/publish
`;

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: "another program uses this port; choose another one, or 0 for any free one",
  EACCES: "no permission to use this port",
  EADDRNOTAVAIL: "this machine has no such address",
  ENOTFOUND: "this host name is not known",
};

async function listen(serving: Serving, { host, port }: ServeOptions): Promise<AddressInfo> {
  try {
    return await serving.listen();
  } catch (error) {
    const { code = "", message } = error as NodeJS.ErrnoException; // of a server that cannot listen
    throw new CommandError(
      `cannot listen on ${hostInUrl(host)}:${port}: ${reasons[code] ?? message}`,
      exitCodes.failed,
    );
  }
}

function hostInUrl(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}

function announce(
  io: CommandIo,
  log: ServerLog,
  { address, port }: AddressInfo,
  options: ServeOptions,
  hasPages: boolean,
): void {
  const { isDevelopment, config } = options;
  for (const warning of config.warnings) log.warn(warning);
  if (isDevelopment) {
    log.warn("without --config everybody on this machine may connect, publish and use the API");
  }
  if (options.mayMove && port !== options.port) {
    io.stdout.write(`port ${options.port} is taken, so port ${port} is used\n`);
  }
  const place = `${hostInUrl(address)}:${port}`;
  io.stdout.write(`clients connect to ws://${place}${config.server.path}\n`);
  if (hasPages) io.stdout.write(`playground: http://${address === "127.0.0.1" ? `localhost:${port}` : place}\n`);
  io.stdout.write(`listening on http://${place}\n`);
}

/** Ends when the server has drained, which a signal begins. */
function untilStopped(io: CommandIo, serving: Serving, log: ServerLog): Promise<void> {
  return new Promise((resolve, reject) => {
    let isStopping = false;
    io.onStopSignal((signal) => {
      log.stopping(signal, isStopping);
      if (isStopping) {
        serving.cut();
        resolve();
        return;
      }
      isStopping = true;
      serving.drain().then(resolve, reject);
    });
  });
}

/** Undefined: in memory. */
async function openStore({ data }: ServeOptions): Promise<SqliteHistoryStore | undefined> {
  if (data === undefined) return undefined;
  const sqlite = await import("@longwire/hub-sqlite");
  return withStoreErrors(() => sqlite.SqliteHistoryStore.open({ file: dataFile(data) }));
}

async function run(args: readonly string[], io: CommandIo): Promise<number> {
  const options = await parseServeOptions(args);
  const log = new ServerLog(io.stderr, options.logLevel);
  const store = await openStore(options);
  try {
    return await serve(options, io, log, store);
  } finally {
    // The hub has closed it when it drained; when it was cut, or did not come to listen, it has not.
    await store?.close();
  }
}

async function serve(
  options: ServeOptions,
  io: CommandIo,
  log: ServerLog,
  store: SqliteHistoryStore | undefined,
): Promise<number> {
  const serving = new Serving(options, log, store);
  const address = await listen(serving, options);
  serving.onError((error) => log.problem({ where: "server", error }));
  const stopped = untilStopped(io, serving, log);
  announce(io, log, address, options, serving.hasPages);
  await stopped;
  return exitCodes.done;
}

/** @see help */
export const serveCommand: Command = {
  name: "serve",
  summary: "a realtime server: channels with presence, history and recovery",
  help,
  run,
};
