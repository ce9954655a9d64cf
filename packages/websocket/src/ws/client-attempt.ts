/**
 * One attempt of a socket of the `ws` entry to open a connection, over Node's HTTP client: request, redirects, time-out,
 * the answer, and giving up. It ends in an open connection or in an error, once. Node's client is used through its default
 * export, so that tools that replace `request` are seen.
 */
import type { EventEmitter } from "node:events";
import http, { type ClientRequest, type IncomingMessage } from "node:http";
import https, { type RequestOptions } from "node:https";
import type { Duplex } from "node:stream";
import type { ClientExtension, Connection } from "@longwire/wire";
import { type ClientAddress, parseAddress } from "./client-address.ts";
import { ClientAnswer } from "./client-answer.ts";
import { type ClientOptions, clientDefaults } from "./client-options.ts";
import { checkClientOptions, requestOptions } from "./client-request.ts";
import type { LinkOptions } from "./link-options.ts";
import { wsClientExtension } from "./per-message-deflate-options.ts";
import { Redirects } from "./redirects.ts";
import type { SocketLink } from "./socket-link.ts";

/** What a handshake agreed on; each `""` for nothing. */
export interface Agreed {
  readonly protocol: string;
  readonly extensions: string;
}

/** What an attempt does to its socket. */
export interface AttemptEvents {
  isConnecting(): boolean;
  /** The attempt has failed; `failed`, or an `error` event and `closed`, follow. */
  leaveConnecting(): void;
  failed(error: Error): void;
  closed(): void;
  createLink(options: LinkOptions): SocketLink;
  opened(link: SocketLink, connection: Connection, stream: Duplex, early: Uint8Array, agreed: Agreed): void;
}

/** The socket that an attempt belongs to. */
export type AttemptSocket = Pick<EventEmitter, "emit" | "listenerCount">;

/** An attempt; `start` it once. */
export class ClientAttempt<Socket extends AttemptSocket> {
  /** Redirects that were followed. */
  redirects = 0;
  /** The request that is on its way. */
  request: ClientRequest | null = null;
  #address: ClientAddress;
  readonly #socket: Socket;
  readonly #protocols: readonly string[];
  readonly #options: ClientOptions<Socket>;
  readonly #events: AttemptEvents;
  readonly #memory: Redirects | undefined;
  readonly #extension: ClientExtension | undefined;

  /** @throws SyntaxError, RangeError for arguments that cannot work. */
  constructor(
    socket: Socket,
    address: string | URL,
    protocols: readonly string[],
    options: ClientOptions<Socket>,
    events: AttemptEvents,
  ) {
    this.#address = parseAddress(address);
    checkClientOptions(options, protocols);
    this.#socket = socket;
    this.#protocols = protocols;
    this.#options = options;
    this.#events = events;
    const { perMessageDeflate = true } = options;
    if (perMessageDeflate) this.#extension = wsClientExtension(perMessageDeflate === true ? {} : perMessageDeflate);
    if (options.followRedirects) this.#memory = new Redirects(this.#address, options);
  }

  /** The URL that is, or was, connected to. */
  get url(): string {
    return this.#address.url.href;
  }

  /** Sends the first request. */
  start(): void {
    this.#send();
  }

  /** Gives up; the events come later. */
  abort(message: string): void {
    const { request } = this;
    this.#events.leaveConnecting();
    this.request = null;
    request?.destroy();
    // Node keeps the socket of a request that is complete.
    request?.socket?.destroy();
    const error = new Error(message);
    process.nextTick(() => this.#events.failed(error));
  }

  #send(): void {
    const answer = new ClientAnswer(this.#protocols, this.#extension);
    const request = this.#createRequest(answer);
    this.request = request;
    // A listener may give up; the request is then destroyed, and its error is of no interest.
    if (this.redirects > 0) this.#socket.emit("redirect", this.url, request);
    const isCurrent = (): boolean => this.request === request;
    request.on("timeout", () => {
      if (isCurrent()) this.abort("Opening handshake has timed out");
    });
    request.on("error", (error) => {
      if (!isCurrent()) return;
      this.request = null;
      this.#events.failed(error);
    });
    request.on("response", (response) => {
      if (isCurrent()) this.#onResponse(request, response);
    });
    request.on("upgrade", (response: IncomingMessage, stream: Duplex, early: Buffer) => {
      this.#socket.emit("upgrade", response);
      // A listener may have closed the socket.
      if (!this.#events.isConnecting()) return;
      this.request = null;
      this.#onUpgrade(answer, response, stream, early);
    });
    if (this.#options.finishRequest) this.#options.finishRequest(request, this.#socket);
    else request.end();
  }

  #createRequest({ key, offers }: ClientAnswer): ClientRequest {
    const memory = this.redirects > 0 ? this.#memory : undefined;
    const given = memory === undefined ? this.#options : { ...this.#options, headers: { ...memory.headers } };
    const options = requestOptions(this.#address, key, this.#protocols, offers, given as ClientOptions);
    // Whoever listens decides by itself what goes along.
    if (memory !== undefined && this.#socket.listenerCount("redirect") === 0) memory.strip(this.#address, options);
    this.#memory?.keepCredentials(options);
    return this.#address.isSecure ? https.request(options as RequestOptions) : http.request(options as RequestOptions);
  }

  #onResponse(request: ClientRequest, response: IncomingMessage): void {
    const { location } = response.headers;
    const status = response.statusCode ?? 0;
    if (this.#memory !== undefined && location && status >= 300 && status < 400) {
      this.#follow(request, location);
    } else if (!this.#socket.emit("unexpected-response", request, response)) {
      this.abort(`Unexpected server response: ${status}`);
    }
  }

  #follow(request: ClientRequest, location: string): void {
    this.redirects += 1;
    if (this.redirects > (this.#options.maxRedirects ?? clientDefaults.maxRedirects)) {
      this.abort("Maximum redirects exceeded");
      return;
    }
    this.request = null;
    request.destroy();
    try {
      const base = this.#address.url;
      if (!URL.canParse(location, base.href)) throw new SyntaxError(`Invalid URL: ${location}`);
      this.#address = parseAddress(new URL(location, base));
    } catch (error) {
      this.#events.leaveConnecting();
      this.#events.failed(error as Error);
      return;
    }
    this.#send();
  }

  #onUpgrade(answer: ClientAnswer, response: IncomingMessage, stream: Duplex, early: Buffer): void {
    const { maxFragments, maxPayload } = clientDefaults;
    const link = this.#events.createLink({ maxFragments, maxPayload, ...this.#options });
    const verdict = answer.judge(response, link.connectionOptions());
    if ("connection" in verdict) {
      this.#events.opened(link, verdict.connection, stream, early, verdict);
      return;
    }
    this.#events.leaveConnecting();
    stream.once("error", (error) => this.#socket.emit("error", error));
    stream.once("close", () => this.#events.closed());
    stream.destroy(new Error(verdict.problem));
  }
}
