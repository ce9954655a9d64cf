/**
 * A hub that is served: one http server with the WebSocket endpoint and the HTTP API, and how it ends.
 */
import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createApiListener, defaultHubLimits, type Hub, type HubProblem, hubSubprotocols } from "@longwire/hub";
import type { SqliteHistoryStore } from "@longwire/hub-sqlite";
import { refuse, WebSocketServer } from "@longwire/websocket";
import { Playground } from "../playground/playground.ts";
import { readVersion } from "../version.ts";
import { createConfiguredHub } from "./create-configured-hub.ts";
import { HubMetrics } from "./hub-metrics.ts";
import { listen, portAttempts } from "./listen.ts";
import type { ServeOptions } from "./serve-options.ts";
import type { ServerLog } from "./server-log.ts";

/** A WebSocket message may be longer than a frame of the hub's protocol: then the hub says what is wrong with it. */
const minMessageBytes = 1024 * 1024;
/** A request of the API that takes longer to arrive. */
const requestTimeoutMs = 30_000;
/** Of the window, for the answers of those who are sent away last. */
const lastAnswersMs = 1_000;
/** A shorter window gives nobody the time to answer. */
const minWindowMs = 250;

/** A running server. */
export class Serving {
  readonly #options: ServeOptions;
  readonly #hub: Hub;
  readonly #http: Server;
  readonly #sockets: WebSocketServer;
  readonly #playground: Playground | undefined;
  #isDraining = false;

  /** @param store keeps what is published; `undefined`: memory does. @throws CommandError for a configuration that cannot be. */
  constructor(options: ServeOptions, log: ServerLog, store: SqliteHistoryStore | undefined) {
    const { config } = options;
    const metrics = new HubMetrics();
    const report = (problem: HubProblem): void => log.problem(problem);
    this.#options = options;
    // With a configuration, what is served is what it says and no more.
    this.#playground = options.isDevelopment ? new Playground({ report }) : undefined;
    this.#hub = createConfiguredHub(this.#playground?.configure(config) ?? config, store, {
      report,
      observe: (event) => {
        metrics.observe(event);
        log.hub(event);
      },
      observeAuth: (event) => log.auth(event),
    });
    metrics.watch(this.#hub);
    this.#http = createServer({ requestTimeout: requestTimeoutMs, headersTimeout: requestTimeoutMs });
    const { isEnabled, key, isInsecure } = config.api;
    // A disabled API is one that nobody has the key to; health is served all the same.
    const access = isEnabled ? { key, isInsecure } : {};
    const api = createApiListener(this.#hub, {
      ...access,
      version: readVersion(),
      report,
      onRefused: (refusal) => log.apiRefused(refusal),
    });
    const answers = config.metrics ? withMetrics(metrics, api, report) : api;
    this.#http.on("request", this.#playground?.serve(answers) ?? answers);
    const maxMessageBytes = Math.max(minMessageBytes, config.limits.maxFrameBytes ?? defaultHubLimits.maxFrameBytes);
    this.#sockets = new WebSocketServer({
      server: this.#http,
      path: config.server.path,
      origin: config.origins,
      subprotocols: hubSubprotocols,
      limits: { maxMessageBytes, maxFrameBytes: maxMessageBytes },
      // It comes with Retry-After.
      authenticate: () => (this.#isDraining ? refuse(503, "the server is going away") : undefined),
    });
    this.#sockets.on("refused", ({ status, message }) => log.upgradeRefused(status, message));
    this.#hub.attach(this.#playground?.through(this.#sockets) ?? this.#sockets);
  }

  /** There are pages to look at. */
  get hasPages(): boolean {
    return this.#playground?.hasPages ?? false;
  }

  /** Opens the port. Rejects with the system's error when it cannot. */
  async listen(): Promise<AddressInfo> {
    await this.#hub.ready;
    const { host, port, mayMove } = this.#options;
    await listen(this.#http, port, host, mayMove ? portAttempts : 1);
    this.#playground?.start(this.#hub);
    return this.#http.address() as AddressInfo; // it listens on a port
  }

  /** Calls `listener` for errors of the server after it listens, such as a shortage of file descriptors. */
  onError(listener: (error: Error) => void): void {
    this.#http.on("error", listener);
  }

  /**
   * Sends everybody away over the window, and frees the port. Meanwhile it is not ready, and refuses with 503. Whoever has
   * not gone at the end of the window is cut.
   */
  async drain(): Promise<void> {
    if (this.#isDraining) return;
    this.#isDraining = true;
    this.#playground?.close();
    const windowMs = Math.max(minWindowMs, this.#options.drainMs);
    const timer = setTimeout(() => this.cut(), windowMs);
    await this.#hub.close({ drainMs: windowMs - Math.min(lastAnswersMs, windowMs / 5) });
    await this.#sockets.close();
    const closed = once(this.#http, "close");
    this.#http.close();
    await closed;
    clearTimeout(timer);
  }

  /** Cuts every connection and frees the port: for those who do not want to wait. */
  cut(): void {
    this.#playground?.close();
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#http.close();
    this.#http.closeAllConnections();
  }
}

/** Answers `GET /metrics`, and leaves the rest to `others`. */
function withMetrics(
  metrics: HubMetrics,
  others: RequestListener,
  report: (problem: HubProblem) => void,
): RequestListener {
  return (request, response) => {
    const isAsked = /^\/metrics\/?(\?|$)/.test(request.url ?? "") && /^(GET|HEAD)$/.test(request.method ?? "");
    if (!isAsked) {
      others(request, response);
      return;
    }
    metrics.text().then(
      (text) => {
        response.writeHead(200, { "content-type": metrics.contentType, "cache-control": "no-store" });
        response.end(text);
      },
      (error: unknown) => {
        report({ where: "metrics", error });
        response.writeHead(500).end();
      },
    );
  };
}
