/**
 * Reaches a server over HTTP/2: a session from the pool or the caller's, then an extended CONNECT on it (RFC 8441). Where the
 * server takes none, HTTP/1.1 is dialled instead, or the attempt fails.
 */
import { type ClientHttp2Session, type ClientHttp2Stream, constants, type IncomingHttpHeaders } from "node:http2";
import {
  type HandshakeFailure,
  type HeaderLine,
  handshakeFailures,
  type Limits,
  type ResponseHead,
} from "@longwire/wire";
import type { ConnectPlan } from "../client/connect-options.ts";
import type { CancelDial, DialSink } from "../client/dial.ts";
import { dialDirect } from "../client/dial-direct.ts";
import { whenConnectKnown } from "./connect-support.ts";
import type { Http2Plan } from "./http2-option.ts";
import { Http2Pool, type Lease } from "./http2-pool.ts";
import { toNodeHeaders } from "./request-head.ts";

/** How often a request that the server has surely not looked at is sent again (RFC 9113 §8.7). */
const MAX_RETRIES = 1;

/** Dials by `plan`. */
export function dialHttp2(plan: ConnectPlan, http2: Http2Plan, sink: DialSink): CancelDial {
  /** What can be cancelled changes as the dial goes on. */
  const current: { cancel: CancelDial; retries: number } = { cancel: () => undefined, retries: 0 };
  const onLease = (result: Lease | "unsupported" | Error): void => {
    if (result instanceof Error) sink.onError(result);
    else if (result !== "unsupported") current.cancel = openTunnel(plan, http2, result, { ...sink, onRefused: retry });
    else if (http2.fallback) current.cancel = dialDirect(plan, sink);
    else sink.onError(handshakeFailures["connect-not-supported"]);
  };
  const start = (): void => {
    // What is done within `acquire` has set its own way to cancel.
    let isDone = false;
    const cancel = acquire(plan, http2, (result) => {
      isDone = true;
      onLease(result);
    });
    if (!isDone) current.cancel = cancel;
  };
  const retry = (error: Error): void => {
    current.retries += 1;
    if (current.retries > MAX_RETRIES) sink.onError(error);
    else start();
  };
  start();
  return () => current.cancel();
}

function acquire(
  { url, tls }: ConnectPlan,
  { source }: Http2Plan,
  done: (result: Lease | "unsupported" | Error) => void,
): CancelDial {
  if (source instanceof Http2Pool) return source.acquire({ ...url, tls }, done);
  return whenConnectKnown(source, (isSupported) => {
    if (isSupported === undefined) done(new Error("the HTTP/2 session has ended"));
    else done(isSupported ? { session: source, release: () => undefined } : "unsupported");
  });
}

interface TunnelSink extends DialSink {
  /** The server has not looked at the request: it may be sent again. */
  onRefused(error: Error): void;
}

function openTunnel({ limits }: ConnectPlan, { handshake }: Http2Plan, lease: Lease, sink: TunnelSink): CancelDial {
  const stream = sendRequest(lease.session, handshake.request);
  if (stream instanceof Error) {
    lease.release();
    // Later, as every other end of a dial.
    process.nextTick(() => sink.onRefused(stream));
    return () => undefined;
  }
  let failure: Error | undefined;
  const onError = (error: Error): void => {
    failure = error;
  };
  const onEarlyClose = (): void => {
    const error = failure ?? new Error("the server ended the stream before it answered the handshake");
    if (stream.rstCode === constants.NGHTTP2_REFUSED_STREAM) sink.onRefused(error);
    else sink.onError(error);
  };
  const onResponse = (headers: IncomingHttpHeaders): void => {
    stream.off("close", onEarlyClose);
    const head = toResponseHead(headers);
    const excess = findExcess(head, limits);
    if (excess === undefined) {
      stream.pause();
      sink.onAnswer(head, stream, new Uint8Array(0));
    } else {
      stream.close(constants.NGHTTP2_CANCEL);
      sink.onError(excess);
    }
  };
  // First of all: without it an early error would end the process.
  stream.on("error", onError).on("frameError", () => undefined);
  stream.once("close", () => lease.release());
  stream.once("close", onEarlyClose);
  stream.once("response", onResponse);
  return () => {
    stream.off("close", onEarlyClose).off("response", onResponse);
    stream.close(constants.NGHTTP2_CANCEL);
  };
}

function sendRequest(
  session: ClientHttp2Session,
  { method, protocol, scheme, authority, path, headers }: Http2Plan["handshake"]["request"],
): ClientHttp2Stream | Error {
  try {
    return session.request(
      {
        ...toNodeHeaders(headers),
        ":method": method,
        ":protocol": protocol,
        ":scheme": scheme,
        ":authority": authority,
        ":path": path,
      },
      { endStream: false },
    );
  } catch (error) {
    // The session has ended, or will take no more streams.
    return error instanceof Error ? error : new Error(String(error));
  }
}

function toResponseHead(headers: IncomingHttpHeaders): ResponseHead {
  const lines: HeaderLine[] = [];
  for (const [name, value] of Object.entries(headers)) {
    if (name.startsWith(":") || value === undefined) continue;
    for (const each of [value].flat()) lines.push([name, each]);
  }
  return { status: Number(headers[":status"]), reason: "", httpVersion: "2.0", headers: lines };
}

function findExcess({ headers }: ResponseHead, limits: Limits): HandshakeFailure | undefined {
  if (headers.length > limits.maxHeaderCount) return handshakeFailures["too-many-headers"];
  const bytes = headers.reduce((sum, [name, value]) => sum + name.length + value.length + ": \r\n".length, 0);
  return bytes > limits.maxHeadBytes ? handshakeFailures["head-too-large"] : undefined;
}
