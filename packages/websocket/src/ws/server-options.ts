/**
 * The options of a server of the `ws` entry, with the defaults of `ws`.
 */
import type { Server as HttpServer, IncomingMessage, OutgoingHttpHeaders } from "node:http";
import type { Server as HttpsServer } from "node:https";
import type { PerMessageDeflateOptions } from "./per-message-deflate-options.ts";
import type { WebSocket } from "./web-socket.ts";

/** What `verifyClient` is asked about. */
export interface VerifyClientInfo<Request extends IncomingMessage = IncomingMessage> {
  origin: string;
  secure: boolean;
  req: Request;
}

/** Decides at once whether to accept a handshake; a refusal is answered with 401. */
export type VerifyClientCallbackSync<Request extends IncomingMessage = IncomingMessage> = (
  info: VerifyClientInfo<Request>,
) => boolean;

/** Decides later. A refusal is answered with `code` (default 401) and `message` as its body. */
export type VerifyClientCallbackAsync<Request extends IncomingMessage = IncomingMessage> = (
  info: VerifyClientInfo<Request>,
  callback: (result: boolean, code?: number, message?: string, headers?: OutgoingHttpHeaders) => void,
) => void;

/** Options of `new WebSocketServer`. Exactly one of `port`, `server` and `noServer` is given. */
export interface ServerOptions<
  U extends typeof WebSocket = typeof WebSocket,
  V extends typeof IncomingMessage = typeof IncomingMessage,
> {
  /** False: at most one `message`, `ping` or `pong` event per turn of the event loop. Default true. */
  allowSynchronousEvents?: boolean | undefined;
  /** Answer Pings by itself. Default true. */
  autoPong?: boolean | undefined;
  /** With `port`: connections that wait to be accepted. Default: Node's, 511. */
  backlog?: number | null | undefined;
  /** Keep `clients`. Default true. */
  clientTracking?: boolean | undefined;
  /** Milliseconds from our Close to the end of TCP before a socket is destroyed. Default 30000. */
  closeTimeout?: number | undefined;
  /** Chooses the subprotocol; `false` for none. Default: the first that the client offers. */
  handleProtocols?: ((protocols: Set<string>, request: InstanceType<V>) => string | false) | null | undefined;
  /** With `port`: the address to listen on. Default: all. */
  host?: string | null | undefined;
  /** Accepted; chunks are never kept, so the limit cannot be reached. */
  maxBufferedChunks?: number | undefined;
  /** Fragments of a message; 0: no limit. Default 16384. */
  maxFragments?: number | undefined;
  /** Bytes of a message; 0: no limit. Default 100 MiB. */
  maxPayload?: number | undefined;
  /** Pongs that wait for a client to read before its connection is ended; 0: no limit. Default 60. */
  maxPendingAutoPongs?: number | undefined;
  /** Take only what is given to `handleUpgrade`. */
  noServer?: boolean | undefined;
  /** Accept this path only, without query. */
  path?: string | null | undefined;
  /** Agree on permessage-deflate with clients that offer it. Default false. */
  perMessageDeflate?: boolean | PerMessageDeflateOptions | undefined;
  /** Listen on a port of its own. */
  port?: number | null | undefined;
  /** Take the upgrades of this server. */
  server?: HttpServer<V> | HttpsServer<V> | null | undefined;
  /** Let text and close reasons pass that are not UTF-8. Default false. */
  skipUTF8Validation?: boolean | undefined;
  /** Decides who may connect: with one parameter at once, with two later. */
  verifyClient?:
    | VerifyClientCallbackAsync<InstanceType<V>>
    | VerifyClientCallbackSync<InstanceType<V>>
    | null
    | undefined;
  /** The class of the sockets. Default: `WebSocket`. */
  WebSocket?: U | undefined;
}

const KIB = 1024;

/** Defaults of a server. */
export const serverDefaults: Readonly<ServerOptions<never, never>> = {
  allowSynchronousEvents: true,
  autoPong: true,
  backlog: null,
  clientTracking: true,
  closeTimeout: 30_000,
  handleProtocols: null,
  host: null,
  maxBufferedChunks: 256 * KIB,
  maxFragments: 16 * KIB,
  maxPayload: 100 * KIB * KIB,
  maxPendingAutoPongs: 60,
  noServer: false,
  path: null,
  perMessageDeflate: false,
  port: null,
  server: null,
  skipUTF8Validation: false,
  verifyClient: null,
};

/** @throws TypeError unless exactly one of `port`, `server` and `noServer` is given. */
export function checkServerOptions({ port, server, noServer }: ServerOptions<never, never>): void {
  const ways = [port !== null && port !== undefined, Boolean(server), Boolean(noServer)];
  if (ways.filter(Boolean).length === 1) return;
  throw new TypeError('One and only one of the "port", "server", or "noServer" options must be specified');
}
