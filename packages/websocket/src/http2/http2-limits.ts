/**
 * What one HTTP/2 connection may cost a server, beside the limits that every WebSocket has: numbers with unit and default.
 * Node and nghttp2 obey most of them; `server-session.ts` the rest.
 */
import type { ServerSessionOptions } from "node:http2";
import { UsageError } from "@longwire/wire";

/** Bounds on one HTTP/2 connection. Sizes in bytes, times in milliseconds. */
export interface Http2Limits {
  /** WebSockets on one connection, handshakes included. Over it: 503 with Retry-After. Default 32. */
  readonly maxTunnels: number;
  /** Streams of any kind that a peer may have open. Over it: REFUSED_STREAM, or the end of the connection for a peer that has acknowledged the limit. Default 100. */
  readonly maxConcurrentStreams: number;
  /** Header fields of a request, pseudo-header fields included. Over it: the stream is reset (ENHANCE_YOUR_CALM). Default 64. */
  readonly maxHeaderPairs: number;
  /** Frames that break the rules of HTTP/2. Over it: the connection ends. Default 50. */
  readonly maxInvalidFrames: number;
  /** Streams that find no memory (`maxSessionMemoryBytes`). Over it: the connection ends. Default 20. */
  readonly maxRejectedStreams: number;
  /** PINGs of ours without an answer. Over it: no more is sent. Default 10. */
  readonly maxOutstandingPings: number;
  /** Settings in one SETTINGS frame. Over it: the connection ends. Default 32. */
  readonly maxSettings: number;
  /** What Node keeps for one connection: header blocks, streams, frames that wait. Over it: new streams are refused (ENHANCE_YOUR_CALM). Default 10 MB. */
  readonly maxSessionMemoryBytes: number;
  /** RST_STREAMs of the peer at once, and how many more per second. Over it: GOAWAY; nothing new is taken. Default 100. */
  readonly streamResetBurst: number;
  /** See `streamResetBurst`. Default 10 per second. */
  readonly streamResetRate: number;
  /** Handshakes at once that come to nothing, because we refuse them or the peer gives them up, and how many more per second. Over it: GOAWAY; open WebSockets go on, nothing new is taken. Default 20. */
  readonly refusalBurst: number;
  /** See `refusalBurst`. Default 1 per second. */
  readonly refusalRate: number;
  /** Bytes of one stream that a peer may send before we have read them, which bounds what a paused WebSocket holds. Default 64 KiB. */
  readonly streamWindowBytes: number;
  /** Time that a connection may have no stream. After it: GOAWAY. Default 60 s; the first request has `handshakeTimeoutMs`. */
  readonly idleTimeoutMs: number;
  /** Connections without a stream on one server. Over it: the one that is idle for longest ends. Default 1000. */
  readonly maxIdleSessions: number;
}

const KIB = 1024;
const MEGABYTE = 1_000_000;

/** Defaults of a server. */
export const http2Limits: Http2Limits = Object.freeze({
  maxTunnels: 32,
  maxConcurrentStreams: 100,
  maxHeaderPairs: 64,
  maxInvalidFrames: 50,
  maxRejectedStreams: 20,
  maxOutstandingPings: 10,
  maxSettings: 32,
  maxSessionMemoryBytes: 10 * MEGABYTE,
  streamResetBurst: 100,
  streamResetRate: 10,
  refusalBurst: 20,
  refusalRate: 1,
  streamWindowBytes: 64 * KIB,
  idleTimeoutMs: 60_000,
  maxIdleSessions: 1000,
});

/** RFC 9113 §6.9.1: a flow-control window is at most 2^31 - 1. */
const MAX_WINDOW_BYTES = 2 ** 31 - 1;

/**
 * Completes what was given with the defaults. `true` means all defaults.
 * @throws UsageError `ERR_INVALID_ARGUMENT` for an unknown name or a value that is not a number of at least 0.
 */
export function resolveHttp2Limits(given: true | Partial<Http2Limits>): Http2Limits {
  if (given === true) return http2Limits;
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(http2Limits, name)) throw invalid(`http2.${name} is not an option: see the Http2Limits type`);
    if (typeof value !== "number" || !(value >= 0)) {
      throw invalid(`http2.${name} must be a number of at least 0, not ${String(value)}`);
    }
  }
  return Object.freeze({ ...http2Limits, ...given });
}

/** The window of a whole connection: stalled streams never use up what their siblings need. */
export function connectionWindowBytes({ maxConcurrentStreams, streamWindowBytes }: Http2Limits): number {
  return Math.min(MAX_WINDOW_BYTES, Math.max(64 * KIB, maxConcurrentStreams * streamWindowBytes));
}

/**
 * The options with which Node's HTTP/2 keeps these limits: for `http2.createSecureServer` and `http2.createServer`, where a
 * server of the application's takes the WebSockets. @throws UsageError as the option `http2` of `WebSocketServer`.
 */
export function http2ServerOptions(given: Partial<Http2Limits> = {}): ServerSessionOptions & Record<string, unknown> {
  const limits = resolveHttp2Limits(given);
  return {
    settings: {
      // RFC 8441 §3: in the first SETTINGS, and never taken back.
      enableConnectProtocol: true,
      maxConcurrentStreams: limits.maxConcurrentStreams,
      initialWindowSize: limits.streamWindowBytes,
    },
    maxHeaderListPairs: limits.maxHeaderPairs,
    maxSessionInvalidFrames: limits.maxInvalidFrames,
    maxSessionRejectedStreams: limits.maxRejectedStreams,
    maxOutstandingPings: limits.maxOutstandingPings,
    maxSettings: limits.maxSettings,
    maxSessionMemory: Math.max(1, limits.maxSessionMemoryBytes / MEGABYTE),
    streamResetBurst: limits.streamResetBurst,
    streamResetRate: limits.streamResetRate,
  };
}

function invalid(message: string): UsageError {
  return new UsageError("ERR_INVALID_ARGUMENT", message);
}
