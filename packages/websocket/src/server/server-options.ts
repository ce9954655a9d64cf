/**
 * The options of a server, and which of them go together.
 */
import type { Server as HttpServer } from "node:http";
import type { Server as HttpsServer } from "node:https";
import type { TlsOptions } from "node:tls";
import { type HeaderLine, type Limits, type OriginPolicy, UsageError } from "@longwire/wire";
import type { PerMessageDeflateOptions } from "../deflate/deflate-options.ts";
import { type AnyHttp2Server, isHttp2Server } from "../http2/attach-http2.ts";
import type { Http2Limits } from "../http2/http2-limits.ts";
import type { ProxyHeader } from "./forwarded-addresses.ts";
import type { UpgradeRefusal } from "./refuse.ts";
import type { TrustProxy } from "./trusted-proxies.ts";
import type { UpgradeRequest } from "./upgrade-request.ts";

/** Decides about a handshake. What it returns becomes `request.context`; `refuse(…)` refuses; throwing answers 500. */
export type Authenticate<Context> = (
  request: UpgradeRequest<undefined>,
  about: { readonly signal: AbortSignal },
) => Context | UpgradeRefusal | Promise<Context | UpgradeRefusal>;

/** Options of `new WebSocketServer`. Exactly one of `port`, `server` and `noServer` is given. */
export interface ServerOptions<Context = unknown> {
  /** Listen on a port of its own; 0 picks a free one (`address()` tells). */
  readonly port?: number | undefined;
  /** With `port`: the address to listen on. Default: all. */
  readonly host?: string | undefined;
  /** With `port`: connections that wait to be accepted. Default 4096; the system may allow fewer. */
  readonly backlog?: number | undefined;
  /** With `port`: serve `wss:`, with the options of `tls.createServer` (`cert`, `key`, `ca` …). TLS 1.2 at least. */
  readonly tls?: TlsOptions | undefined;
  /**
   * Read and write with the public functions of Node's sockets only, also where this Node lets us use the handles below
   * them, which costs less memory and time. Default false.
   */
  readonly plainSockets?: boolean | undefined;
  /**
   * Take the upgrades of this `http` or `https` server, or of an `http2` server with `allowHTTP1`. Its other requests, and
   * upgrades of other users, are left alone.
   */
  readonly server?: HttpServer | HttpsServer | AnyHttp2Server | undefined;
  /**
   * Take WebSockets over HTTP/2 too (RFC 8441): with `port` beside HTTP/1.1, chosen by ALPN with `tls` and by the client's
   * first bytes without; with an `http2` server as `server`, from that. An object sets limits. Default false.
   */
  readonly http2?: boolean | Partial<Http2Limits> | undefined;
  /** Take only what is given to `handleUpgrade`. */
  readonly noServer?: boolean | undefined;
  /** Accept this path only, without query; others get 404, or go to another server on the same `server`. Default: all. */
  readonly path?: string | undefined;
  /**
   * Which web pages may connect. "same-origin" (default): those served by this host and port; "any"; a list of origins
   * such as "https://example.com"; or a function. Clients that are no browsers send no Origin and are always let in by
   * the first two.
   */
  readonly origin?: OriginPolicy | undefined;
  /** Subprotocols that the server speaks: the client's first choice among them is taken. Or a function that chooses. */
  readonly subprotocols?:
    | readonly string[]
    | ((offered: readonly string[], request: UpgradeRequest<Context>) => string | undefined)
    | undefined;
  /** Decides who may connect, at once or later. Default: everyone. */
  readonly authenticate?: Authenticate<Context> | undefined;
  /** More header lines of the 101 response, such as Set-Cookie. */
  readonly responseHeaders?: ((request: UpgradeRequest<Context>) => readonly HeaderLine[]) | undefined;
  /**
   * Proxies that are believed about the address of a client (`request.clientAddress`): how many stand in front, or their
   * addresses and networks. Their header is read from right to left. Default: none; the address is the socket's.
   */
  readonly trustProxy?: TrustProxy | undefined;
  /** With `trustProxy`: the header that the proxies write. One only: the other is the client's own. Default "x-forwarded-for". */
  readonly proxyHeader?: ProxyHeader | undefined;
  /**
   * With `port`, without `tls`: every connection begins with a header of the PROXY protocol, version 1 or 2, which names the
   * client; one that does not is ended. For ports that only the proxy can reach, or with a list in `trustProxy`, which the
   * sender must then be in. Default false.
   */
  readonly proxyProtocol?: boolean | undefined;
  /**
   * Agree on permessage-deflate (RFC 7692) with clients that offer it. Default false: compression costs more time than a
   * fast network does. `limits.maxMessageBytes` counts what was decompressed.
   */
  readonly perMessageDeflate?: boolean | PerMessageDeflateOptions | undefined;
  /** Limits that differ from `serverLimits`. */
  readonly limits?: Partial<Limits> | undefined;
  /** Answer Pings by itself. Default true. */
  readonly autoPong?: boolean | undefined;
}

/** The options that say where handshakes come from. */
export type ListenOptions = Pick<
  ServerOptions,
  "port" | "host" | "backlog" | "tls" | "plainSockets" | "server" | "noServer" | "path" | "proxyProtocol" | "http2"
>;

/** @throws UsageError `ERR_INVALID_ARGUMENT` for options that exclude each other or say nothing. */
export function checkServerOptions(options: ListenOptions): void {
  const { port, server, noServer = false, path } = options;
  const ways = [port !== undefined, server !== undefined, noServer].filter(Boolean).length;
  if (ways !== 1) {
    throw new UsageError("ERR_INVALID_ARGUMENT", "give exactly one of the options port, server and noServer");
  }
  if (
    port === undefined &&
    (options.tls !== undefined || options.host !== undefined || options.backlog !== undefined)
  ) {
    throw new UsageError("ERR_INVALID_ARGUMENT", "the options host, backlog and tls belong to the option port");
  }
  if (options.proxyProtocol === true && (port === undefined || options.tls !== undefined)) {
    throw new UsageError("ERR_INVALID_ARGUMENT", "the option proxyProtocol belongs to the option port, without tls");
  }
  if (options.proxyProtocol === true && options.http2) {
    throw new UsageError("ERR_INVALID_ARGUMENT", "the options proxyProtocol and http2 exclude each other");
  }
  if (options.http2 && port === undefined && (server === undefined || !isHttp2Server(server))) {
    throw new UsageError("ERR_INVALID_ARGUMENT", "the option http2 needs the option port, or an http2 server");
  }
  if (path !== undefined && !path.startsWith("/")) {
    throw new UsageError("ERR_INVALID_ARGUMENT", `the path "${path}" must begin with "/"`);
  }
}
