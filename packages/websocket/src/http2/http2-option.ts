/**
 * The client's option `http2`: what may be given, and what follows from it.
 */
import type { ClientHttp2Session } from "node:http2";
import { ConnectHandshake, type ConnectHandshakeOptions, UsageError } from "@longwire/wire";
import { type Http2Pool, sharedHttp2Pool } from "./http2-pool.ts";

/** How a client uses HTTP/2. At most one of `session` and `pool` is given; default: a pool of the whole process. */
export interface Http2ConnectOptions {
  /** Open the WebSocket over this session, which stays the caller's. It must lead to the host of the URL. */
  readonly session?: ClientHttp2Session | undefined;
  /** Share the connections of this pool. */
  readonly pool?: Http2Pool | undefined;
  /** Connect over HTTP/1.1 where the server takes no WebSockets over HTTP/2. Default true. */
  readonly fallback?: boolean | undefined;
}

/** `true`: HTTP/2 where the server takes it, else HTTP/1.1; `"only"`: HTTP/2 or an error. */
export type Http2Option = boolean | "only" | Http2ConnectOptions;

/** How an attempt uses HTTP/2. */
export interface Http2Plan {
  readonly handshake: ConnectHandshake;
  readonly source: ClientHttp2Session | Http2Pool;
  readonly fallback: boolean;
}

/** Checks the option. @returns `undefined` without HTTP/2. @throws UsageError for options that exclude each other. */
export function planHttp2(
  option: Http2Option | undefined,
  hasAgent: boolean,
  handshake: ConnectHandshakeOptions,
): Http2Plan | undefined {
  if (option === undefined || option === false) return undefined;
  if (hasAgent) throw invalid("give one of the options agent and http2: an agent speaks HTTP/1.1");
  const given = typeof option === "object" ? option : { fallback: option !== "only" };
  const { session, pool, fallback = true } = given;
  if (session !== undefined && pool !== undefined) throw invalid("give one of http2.session and http2.pool");
  return { handshake: new ConnectHandshake(handshake), source: session ?? pool ?? sharedHttp2Pool, fallback };
}

function invalid(message: string): UsageError {
  return new UsageError("ERR_INVALID_ARGUMENT", message);
}
