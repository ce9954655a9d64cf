/**
 * The WebSocketServer of the `ws` entry: where handshakes come from, who is let in, which sockets are open, as programs
 * know it from `ws`. The rules of a request are in `upgrade-check.ts`; what a socket does is in `web-socket.ts`.
 */
import { EventEmitter } from "node:events";
import { createServer, type Server as HttpServer, type IncomingMessage, STATUS_CODES } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import {
  acceptKey,
  type ExtensionElement,
  formatExtensions,
  type MessageTransform,
  type ServerExtension,
} from "@longwire/wire";
import { sha1 } from "../runtime/runtime.ts";
import { abortHandshake } from "./abort-handshake.ts";
import { type PerMessageDeflateOptions, wsServerExtension } from "./per-message-deflate-options.ts";
import {
  checkServerOptions,
  type ServerOptions,
  serverDefaults,
  type VerifyClientCallbackAsync,
} from "./server-options.ts";
import { type CheckedUpgrade, type Fault, findFault, readUpgrade } from "./upgrade-check.ts";
import { WebSocket } from "./web-socket.ts";

/** Events of a server with their arguments. */
export interface ServerEvents<Socket, Request> {
  connection: [websocket: Socket, request: Request];
  headers: [headers: string[], request: Request];
  listening: [];
  close: [];
  error: [error: Error];
  wsClientError: [error: Error, socket: Duplex, request: Request];
}

type UpgradeCallback<Socket, Request> = (client: Socket, request: Request) => void;

/** On a stream: it has been upgraded, and cannot be again, by whichever server. */
const UPGRADED: unique symbol = Symbol("upgraded");

const states = { running: 0, closing: 1, closed: 2 } as const;

/** A server of sockets. */
export class WebSocketServer<
  T extends typeof WebSocket = typeof WebSocket,
  U extends typeof IncomingMessage = typeof IncomingMessage,
> extends EventEmitter<ServerEvents<InstanceType<T>, InstanceType<U>>> {
  /** The options, defaults filled in. */
  options: ServerOptions<T, U>;
  /** The open sockets; only with `clientTracking`. */
  declare clients: Set<InstanceType<T>>;
  /** The server that upgrades come from; `null` without one, and after `close`. */
  _server: HttpServer<U> | null = null;
  _state: (typeof states)[keyof typeof states] = states.running;
  #detach: () => void = () => undefined;
  readonly #extension: ServerExtension | undefined;

  /**
   * @param callback called on the `listening` event of a port of its own.
   * @throws TypeError unless exactly one of `port`, `server` and `noServer` is given.
   */
  constructor(options: ServerOptions<T, U> = {}, callback?: () => void) {
    super();
    // The default class is the one that `T` stands for when no other is given.
    this.options = { ...(serverDefaults as ServerOptions<T, U>), WebSocket: WebSocket as unknown as T, ...options };
    checkServerOptions(this.options as unknown as ServerOptions<never, never>);
    if (this.options.perMessageDeflate === true) this.options.perMessageDeflate = {};
    const { perMessageDeflate } = this.options;
    if (perMessageDeflate) this.#extension = wsServerExtension(perMessageDeflate as PerMessageDeflateOptions);
    if (this.options.clientTracking) this.clients = new Set();
    const { port, host, backlog, server } = this.options;
    if (typeof port === "number" || typeof port === "string") {
      this._server = createServer(answerUpgradeRequired) as unknown as HttpServer<U>;
      this._server.listen({ port, host: host ?? undefined, backlog: backlog ?? undefined }, callback);
    } else if (server) {
      this._server = server as HttpServer<U>;
    }
    if (this._server !== null) this.#attach(this._server);
  }

  /** Where the server listens; `null` before that. @throws Error with `noServer`. */
  address(): AddressInfo | string | null {
    if (this.options.noServer) throw new Error('The server is operating in "noServer" mode');
    return this._server?.address() ?? null;
  }

  /**
   * Takes no more handshakes and closes a port of its own; open sockets go on. `close` is emitted when they have ended.
   * @param callback called on `close`; with an error when the server was closed already.
   */
  close(callback?: (error?: Error) => void): void {
    if (this._state === states.closed) {
      if (callback !== undefined) this.once("close", () => callback(new Error("The server is not running")));
      process.nextTick(() => this.#emitClose());
      return;
    }
    if (callback !== undefined) this.once("close", () => callback());
    if (this._state === states.closing) return;
    this._state = states.closing;
    const server = this._server;
    this._server = null;
    this.#detach();
    const isOwn = server !== null && !this.options.server;
    if (isOwn) server.close(() => this.#emitClose());
    else if (!this.options.clientTracking || this.clients.size === 0) process.nextTick(() => this.#emitClose());
  }

  /** Whether a request is for this server; may be overridden. Default: its path is the option `path`, where there is one. */
  shouldHandle(request: InstanceType<U>): boolean {
    const { path } = this.options;
    if (!path) return true;
    const [pathname] = (request.url ?? "").split("?", 1);
    return pathname === path;
  }

  /** Takes an upgrade of an http server. @param callback gets the socket once it is open. */
  handleUpgrade(
    request: InstanceType<U>,
    socket: Duplex,
    head: Buffer,
    callback: UpgradeCallback<InstanceType<T>, InstanceType<U>>,
  ): void {
    socket.on("error", destroyOnError);
    const fault = findFault(request);
    if (fault !== undefined) {
      this.#refuse(fault, socket, request);
      return;
    }
    if (!this.shouldHandle(request)) {
      abortHandshake(socket, 400);
      return;
    }
    const upgrade = readUpgrade(request, this.#extension !== undefined);
    if ("status" in upgrade) {
      this.#refuse(upgrade, socket, request);
      return;
    }
    this.#verify(upgrade, request, socket, () => this.#complete(upgrade, request, socket, head, callback));
  }

  #attach(server: HttpServer<U>): void {
    const onListening = (): void => void this.emit("listening");
    const onError = (error: Error): void => void this.emit("error", error);
    const onUpgrade = (request: InstanceType<U>, socket: Duplex, head: Buffer): void =>
      this.handleUpgrade(request, socket, head, (client, upgraded) => this.emit("connection", client, upgraded));
    server.on("listening", onListening).on("error", onError).on("upgrade", onUpgrade);
    this.#detach = () => {
      server.off("listening", onListening).off("error", onError).off("upgrade", onUpgrade);
    };
  }

  /** A program that listens for `wsClientError` answers by itself. */
  #refuse({ status, message, headers }: Fault, socket: Duplex, request: InstanceType<U>): void {
    if (this.listenerCount("wsClientError") > 0) this.emit("wsClientError", new Error(message), socket, request);
    else abortHandshake(socket, status, message, headers);
  }

  #verify(upgrade: CheckedUpgrade, request: InstanceType<U>, socket: Duplex, accept: () => void): void {
    const { verifyClient } = this.options;
    if (!verifyClient) {
      accept();
      return;
    }
    const { encrypted, authorized } = request.socket as { encrypted?: boolean; authorized?: boolean };
    const info = {
      // May be absent; the type is that of `ws`.
      origin: request.headers[upgrade.version === 8 ? "sec-websocket-origin" : "origin"] as string,
      secure: Boolean(authorized || encrypted),
      req: request,
    };
    if (verifyClient.length === 2) {
      (verifyClient as VerifyClientCallbackAsync<InstanceType<U>>)(info, (isAccepted, status, message, headers) => {
        if (isAccepted) accept();
        else abortHandshake(socket, status || 401, message || undefined, headers);
      });
      return;
    }
    const isAccepted = (verifyClient as (about: typeof info) => boolean)(info);
    if (isAccepted) accept();
    else abortHandshake(socket, 401);
  }

  #complete(
    upgrade: CheckedUpgrade,
    request: InstanceType<U>,
    socket: Duplex & { [UPGRADED]?: boolean },
    head: Buffer,
    callback: UpgradeCallback<InstanceType<T>, InstanceType<U>>,
  ): void {
    // The client may be gone by now.
    if (!socket.readable || !socket.writable) {
      socket.destroy();
      return;
    }
    if (socket[UPGRADED]) {
      throw new Error(
        "server.handleUpgrade() was called more than once with the same socket, possibly due to a misconfiguration",
      );
    }
    if (this._state !== states.running) {
      abortHandshake(socket, 503);
      return;
    }
    socket[UPGRADED] = true;
    const client = this.#createClient();
    const agreed = this.#agreeOnExtension(upgrade.extensions);
    const protocol = this.#chooseProtocol(upgrade.protocols, request);
    const headers = [
      "HTTP/1.1 101 Switching Protocols",
      "Upgrade: websocket",
      "Connection: Upgrade",
      `Sec-WebSocket-Accept: ${acceptKey(upgrade.key, sha1)}`,
    ];
    if (protocol) headers.push(`Sec-WebSocket-Protocol: ${protocol}`);
    if (agreed !== undefined) headers.push(`Sec-WebSocket-Extensions: ${agreed.header}`);
    this.emit("headers", headers, request);
    socket.write(`${headers.join("\r\n")}\r\n\r\n`);
    socket.removeListener("error", destroyOnError);
    client.setSocket(socket, head, { ...this.options, protocol: protocol || "", transform: agreed?.create() });
    this.#track(client);
    callback(client, request);
  }

  /** Offers that cannot be accepted are declined, and do no harm (RFC 7692 §5). */
  #agreeOnExtension(
    offers: readonly ExtensionElement[],
  ): { readonly header: string; readonly create: () => MessageTransform } | undefined {
    for (const offer of offers) {
      const answer = offer.name === this.#extension?.name ? this.#extension.accept(offer) : undefined;
      if (answer === undefined) continue;
      return { header: formatExtensions([{ name: offer.name, parameters: answer.parameters }]), create: answer.create };
    }
    return undefined;
  }

  #createClient(): InstanceType<T> {
    const Type = this.options.WebSocket as unknown as new (
      address: null,
      protocols: undefined,
      options: object,
    ) => InstanceType<T>;
    return new Type(null, undefined, this.options);
  }

  #chooseProtocol(offered: Set<string>, request: InstanceType<U>): string | false | undefined {
    if (offered.size === 0) return undefined;
    const { handleProtocols } = this.options;
    if (handleProtocols) return handleProtocols(offered, request);
    const [first] = offered;
    return first;
  }

  #track(client: InstanceType<T>): void {
    if (!this.options.clientTracking) return;
    this.clients.add(client);
    client.on("close", () => {
      this.clients.delete(client);
      const isLast = this._state === states.closing && this.clients.size === 0;
      const waitsForClients = Boolean(this.options.noServer || this.options.server);
      if (isLast && waitsForClients) process.nextTick(() => this.#emitClose());
    });
  }

  #emitClose(): void {
    this._state = states.closed;
    this.emit("close");
  }
}

/** A port of its own speaks nothing else. */
function answerUpgradeRequired(...[, response]: Parameters<Parameters<typeof createServer>[1] & object>): void {
  const body = STATUS_CODES[426] ?? "";
  response.writeHead(426, { "Content-Length": body.length, "Content-Type": "text/plain" });
  response.end(body);
}

function destroyOnError(this: Duplex): void {
  this.destroy();
}
