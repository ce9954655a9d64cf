/**
 * The options of a client socket, checked, and the request that follows from them.
 */
import { randomBytes } from "node:crypto";
import type { Agent } from "node:http";
import type { ConnectionOptions as TlsOptions } from "node:tls";
import { ClientHandshake, clientLimits, type HeaderLine, type Limits } from "@longwire/wire";
import { clientExtensions, type PerMessageDeflateOptions } from "../deflate/deflate-options.ts";
import { type Http2Option, type Http2Plan, planHttp2 } from "../http2/http2-option.ts";
import { resolveLimits } from "../limits-option.ts";
import { sha1 } from "../runtime/runtime.ts";
import type { BinaryType } from "../socket/web-socket-events.ts";
import type { WireTap } from "../socket/wire-tap.ts";
import { type ClientUrl, parseClientUrl } from "./client-url.ts";

/** Header lines by name; an array sends the header more than once. */
export type HeadersOption = Readonly<Record<string, string | readonly string[]>> | Iterable<readonly [string, string]>;

/** Options of `new WebSocket(url, subprotocols, options)`. */
export interface ConnectOptions {
  /** More request headers, such as `{ Authorization: "Bearer …" }`; not those of the handshake. Default: none. */
  readonly headers?: HeadersOption | undefined;
  /** Value of the Origin header. Default: none, as for any client that is not a browser. */
  readonly origin?: string | undefined;
  /** TLS options for `wss:`, as for `tls.connect`: `ca`, `cert`, `key`, `servername` … Certificates are verified unless told otherwise. */
  readonly tls?: TlsOptions | undefined;
  /** An `http.Agent` (or `https.Agent`) to make the connection, for example through a proxy. Default: a direct connection. */
  readonly agent?: Agent | undefined;
  /** Offer permessage-deflate (RFC 7692). Default false. `limits.maxMessageBytes` counts what was decompressed. */
  readonly perMessageDeflate?: boolean | PerMessageDeflateOptions | undefined;
  /**
   * Connect over HTTP/2 (RFC 8441), so that many sockets share one connection: `true` where the server takes it, `"only"` or
   * an error; an object names the session or the pool. Without TLS, it is tried with prior knowledge. Default false.
   */
  readonly http2?: Http2Option | undefined;
  /** Limits that differ from `clientLimits`. */
  readonly limits?: Partial<Limits> | undefined;
  /** Fail when the server chooses none of the offered subprotocols, as browsers do. Default true. */
  readonly requireSubprotocol?: boolean | undefined;
  /** Answer Pings by itself. Default true. */
  readonly autoPong?: boolean | undefined;
  /** What binary messages arrive as. Default "nodebuffer". */
  readonly binaryType?: BinaryType | undefined;
  /** Shown the raw bytes of both directions after the handshake, for tools that display frames. Default: nobody. */
  readonly tap?: WireTap | undefined;
  /**
   * Read and write with the public functions of Node's sockets only, also where this Node lets us use the handle below
   * them, which costs less memory and time. Default false.
   */
  readonly plainSockets?: boolean | undefined;
  /** Aborting it fails the attempt, or terminates the connection. */
  readonly signal?: AbortSignal | undefined;
}

/** Everything that an attempt needs. */
export interface ConnectPlan {
  readonly url: ClientUrl;
  readonly handshake: ClientHandshake;
  readonly limits: Limits;
  readonly tls: TlsOptions;
  readonly agent: Agent | undefined;
  /** `undefined`: HTTP/1.1 only. */
  readonly http2: Http2Plan | undefined;
}

/** One for all: sockets without TLS options may share a connection. */
const noTlsOptions: TlsOptions = Object.freeze({});

/** Checks url, subprotocols and options. @throws UsageError with what to change. */
export function planConnect(
  url: string | URL,
  subprotocols: string | readonly string[],
  options: ConnectOptions,
): ConnectPlan {
  const parsed = parseClientUrl(url);
  const headers = headerLines(options.headers ?? {});
  const hasAuthorization = headers.some(([name]) => name.toLowerCase() === "authorization");
  if (parsed.authorization !== undefined && !hasAuthorization) headers.push(["Authorization", parsed.authorization]);
  const offer = {
    host: parsed.host,
    target: parsed.target,
    origin: options.origin,
    subprotocols: typeof subprotocols === "string" ? [subprotocols] : subprotocols,
    requireSubprotocol: options.requireSubprotocol ?? true,
    extensions: clientExtensions(options.perMessageDeflate),
    headers,
  };
  const handshake = new ClientHandshake({ ...offer, key: randomBytes(16), sha1 });
  const scheme = parsed.isSecure ? "https" : "http";
  const http2 = planHttp2(options.http2, options.agent !== undefined, { ...offer, scheme });
  const limits = resolveLimits(options.limits, clientLimits);
  return { url: parsed, handshake, limits, tls: options.tls ?? noTlsOptions, agent: options.agent, http2 };
}

function headerLines(headers: HeadersOption): HeaderLine[] {
  if (Symbol.iterator in headers) return [...headers].map(([name, value]): HeaderLine => [name, value]);
  const lines: HeaderLine[] = [];
  for (const [name, value] of Object.entries(headers)) {
    if (typeof value === "string") lines.push([name, value]);
    else for (const each of value) lines.push([name, each]);
  }
  return lines;
}
