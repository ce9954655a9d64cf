/**
 * The playground on a hub: its pages, its chat, and the measurements that its charts show. It puts the parts together and
 * is told by `serve` when the hub is there; it opens no port.
 */
import { existsSync } from "node:fs";
import type { RequestListener } from "node:http";
import { fileURLToPath } from "node:url";
import type { AttachableServer, AuthenticateFunction, Hub, HubConfig, HubHandlers } from "@longwire/hub";
import { Chat, chatChannels } from "./chat/chat.ts";
import { historySamples, metricsChannel, slowReaderIntervalMs, slowReaderQuery } from "./contract.ts";
import { CountedConnection } from "./metrics/counted-connection.ts";
import { Machine } from "./metrics/machine.ts";
import { MetricsFeed } from "./metrics/metrics-feed.ts";
import { Traffic } from "./metrics/traffic.ts";
import { type Every, SlowReader } from "./slow-reader.ts";
import { staticFiles } from "./static-files.ts";

/** Where the build of the pages puts them. */
const builtPages = fileURLToPath(new URL("../../pages", import.meta.url));

/** Paths that are no pages. */
const notPages = /^\/(?:api|health|ready|metrics|connection)(?:[/?]|$)/;

const PING_INTERVAL_MS = 10_000;

const every: Every = (ms, callback) => {
  const timer = setInterval(callback, ms);
  return () => clearInterval(timer);
};

/** What the playground needs to be told of. */
export interface PlaygroundOptions {
  /** Told what went wrong in the background. */
  readonly report: (problem: { readonly where: string; readonly error: unknown }) => void;
  /** Folder of the pages. Default: where the build puts them. */
  readonly pages?: string;
}

/** The playground of one server. */
export class Playground {
  readonly #options: PlaygroundOptions;
  readonly #chat = new Chat(Date.now);
  readonly #traffic = new Traffic();
  readonly #pages: RequestListener | undefined;
  #hub: Hub | undefined;
  #stop: () => void = () => undefined;

  constructor(options: PlaygroundOptions) {
    this.#options = options;
    const { pages = builtPages } = options;
    this.#pages = existsSync(pages) ? staticFiles(pages) : undefined;
  }

  /** False in a repository where the pages were not built: then there are only channels. */
  get hasPages(): boolean {
    return this.#pages !== undefined;
  }

  /** `config` with the playground's channels, people and calls. */
  configure(config: HubConfig): HubConfig {
    const authenticate: AuthenticateFunction = (_request, connect) => this.#chat.authenticate(connect);
    const handlers: HubHandlers = {
      rpc: ({ identity, method, data }) => this.#chat.call(this.#openHub(), identity, method, data),
      send: ({ identity, data }) => this.#chat.note(this.#openHub(), identity, data),
    };
    const live = {
      history: { maxEntries: historySamples, durability: "memory" },
      // Of what is about the same, a reader that is behind gets the newest.
      slowConsumer: { policy: "conflate" },
      subscribe: "allow",
    } as const;
    return {
      ...config,
      channels: { ...chatChannels, "live:{feed}": live },
      authenticate,
      handlers,
      // All that the charts show comes in one reply.
      limits: { ...config.limits, maxHistoryEntries: historySamples },
      // A line that is cut without a word is noticed while one still looks.
      times: { ...config.times, pingIntervalMs: PING_INTERVAL_MS },
    };
  }

  /** The hub runs: measures, and publishes what is measured, until `close`. */
  start(hub: Hub): void {
    this.#hub = hub;
    const machine = new Machine(this.#traffic);
    const feed = new MetricsFeed({
      read: () => machine.read(),
      publish: (sample) => {
        hub
          .publish(metricsChannel, sample, { key: "sample" })
          .catch((error: unknown) => this.#options.report({ where: "measurements", error }));
      },
      every,
    });
    this.#stop = () => {
      feed.close();
      machine.close();
    };
  }

  /** `server` with its connections counted, and slowed down where a page asks for it. */
  through(server: AttachableServer): AttachableServer {
    return {
      on: (event, listener) =>
        server.on(event, (connection, request) => {
          const counted = new CountedConnection(connection, this.#traffic);
          const isSlow = request.url.endsWith(`?${slowReaderQuery}`);
          listener(isSlow ? new SlowReader(counted, slowReaderIntervalMs, every) : counted, request);
        }),
    };
  }

  /** Serves pages, and leaves all other paths to `others`. */
  serve(others: RequestListener): RequestListener {
    const pages = this.#pages;
    if (pages === undefined) return others;
    return (request, response) => (notPages.test(request.url ?? "/") ? others : pages)(request, response);
  }

  /** Ends measuring. */
  close(): void {
    this.#stop();
  }

  #openHub(): Hub {
    // Connections come after `start`.
    if (this.#hub === undefined) throw new Error("the playground was not started");
    return this.#hub;
  }
}
