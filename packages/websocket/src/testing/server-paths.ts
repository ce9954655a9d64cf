/**
 * The ways on which bytes reach a server: its own port or an http server, with TLS or without, by handles or by the public
 * functions of Node's sockets. A suite that is described on all of them holds on all of them.
 */
import { once } from "node:events";
import { createServer as createHttp, type Server as HttpServer, type RequestListener } from "node:http";
import { createServer as createHttps } from "node:https";
import type { AddressInfo } from "node:net";
import { describe, type TestContext } from "node:test";
import { createSelfSigned, RawPeer, type RawRequest } from "@longwire/testkit";
import type { ConnectOptions } from "../client/connect-options.ts";
import type { ServerOptions } from "../server/server-options.ts";
import { WebSocketServer } from "../server/web-socket-server.ts";

const certificate = createSelfSigned();

/** Options that do not choose a path. */
export type PathlessOptions<Context> = Omit<ServerOptions<Context>, "port" | "host" | "tls" | "server" | "noServer">;

/** A server that listens on 127.0.0.1 until its test ends. */
export interface StartedServer<Context> {
  readonly server: WebSocketServer<Context>;
  /** The server that it is attached to, if it is. */
  readonly http: HttpServer | undefined;
  readonly port: number;
}

/** One path. */
export class ServerPath {
  readonly isAttached: boolean;
  readonly isSecure: boolean;
  readonly plainSockets: boolean;

  constructor(isAttached: boolean, isSecure: boolean, plainSockets: boolean) {
    this.isAttached = isAttached;
    this.isSecure = isSecure;
    this.plainSockets = plainSockets;
  }

  /** Such as "attached, TLS, plain sockets". */
  get name(): string {
    const place = this.isAttached ? "attached" : "own port";
    return `${place}${this.isSecure ? ", TLS" : ""}${this.plainSockets ? ", plain sockets" : ""}`;
  }

  /** Starts a server. */
  async start<Context = undefined>(
    t: Pick<TestContext, "after">,
    options: PathlessOptions<Context> = {},
  ): Promise<StartedServer<Context>> {
    const { plainSockets } = this;
    const http = this.isAttached ? this.createHttp() : undefined;
    http?.listen(0, "127.0.0.1");
    const tls = this.isSecure ? certificate : undefined;
    const place = http === undefined ? { port: 0, host: "127.0.0.1", tls } : { server: http };
    const server = new WebSocketServer<Context>({ plainSockets, ...place, ...options });
    await once(http ?? server, "listening");
    t.after(async () => {
      for (const socket of server.clients) socket.terminate();
      await server.close();
      http?.close();
      http?.closeAllConnections();
    });
    return { server, http, port: (server.address() as AddressInfo).port }; // listens on TCP
  }

  /** An http server for this path, with TLS or without. It does not listen yet. */
  createHttp(onRequest?: RequestListener): HttpServer {
    return this.isSecure ? createHttps(certificate, onRequest) : createHttp(onRequest);
  }

  /** A raw client. */
  connect(port: number): Promise<RawPeer> {
    return RawPeer.connect(port, { tls: this.isSecure });
  }

  /** A raw client whose handshake is done. */
  open(port: number, request: RawRequest = {}): Promise<RawPeer> {
    return RawPeer.open(port, { ...request, tls: this.isSecure });
  }

  /** What a client dials. */
  url(port: number, target = "/"): string {
    return `${this.isSecure ? "wss" : "ws"}://127.0.0.1:${port}${target}`;
  }

  /** Options with which a client trusts the server, and reads as the server does. */
  get clientOptions(): ConnectOptions {
    return { tls: { ca: certificate.cert }, plainSockets: this.plainSockets };
  }
}

/** All of them; the first is the path of a server on its own port as its user gets it. */
export const serverPaths: readonly ServerPath[] = [false, true].flatMap((isAttached) =>
  [false, true].flatMap((isSecure) => [false, true].map((isPlain) => new ServerPath(isAttached, isSecure, isPlain))),
);

/** Where the server reads request heads itself: what comes before their end is its business. */
export const ownPortPaths: readonly ServerPath[] = serverPaths.filter(({ isAttached }) => !isAttached);

/** Where Node's http server reads the heads: what is no whole upgrade request never reaches ours. */
export const attachedPaths: readonly ServerPath[] = serverPaths.filter(({ isAttached }) => isAttached);

/** Describes a suite once for each of `places`: paths, or ends of a connection. */
export function describeOn<Place extends { readonly name: string }>(
  places: readonly Place[],
  title: string,
  options: { readonly timeout: number },
  suite: (place: Place) => void,
): void {
  for (const place of places) describe(`${title} [${place.name}]`, options, () => suite(place));
}
