/**
 * A server that takes the extended CONNECTs of an `http2` server of the application's, beside its other requests. Several may
 * share one, by path. It knows who takes a stream, not what becomes of it.
 */
import type { Http2SecureServer, Http2Server, ServerHttp2Session, ServerHttp2Stream } from "node:http2";
import type { Clock } from "../runtime/clock.ts";
import type { Http2Limits } from "./http2-limits.ts";
import { type ConnectRequest, ServerSession } from "./server-session.ts";

/** A server of `node:http2`. */
export type AnyHttp2Server = Http2Server | Http2SecureServer;

/** Takes the tunnels that are meant for it. */
export interface TunnelTaker {
  /** Whether the server serves this path. */
  serves(path: string): boolean;
  take(request: ConnectRequest): void;
}

type StreamListener = (
  stream: ServerHttp2Stream,
  headers: Record<string, unknown>,
  flags: number,
  rawHeaders: readonly string[],
) => void;

const TAKER = Symbol("longwire tunnel taker");

interface TaggedListener extends StreamListener {
  readonly [TAKER]: TunnelTaker;
}

/** Whether `server` is one of `node:http2`. */
export function isHttp2Server(server: object): server is AnyHttp2Server {
  return "updateSettings" in server && typeof server.updateSettings === "function";
}

/** Attaches `taker` to `server`, whose connections allow extended CONNECT from now on. @returns a function that detaches it. */
export function attachHttp2(server: AnyHttp2Server, taker: TunnelTaker, limits: Http2Limits, clock: Clock): () => void {
  const sessions = new WeakMap<ServerHttp2Session, ServerSession>();
  const sessionOf = (session: ServerHttp2Session): ServerSession => {
    const known = sessions.get(session);
    if (known !== undefined) return known;
    const made = new ServerSession(session, limits, clock, {
      onRequest: (request) => taker.take(request),
      onIdle: () => undefined,
      onDone: () => undefined,
      onClose: () => undefined,
    });
    sessions.set(session, made);
    return made;
  };
  const onSession = (session: ServerHttp2Session): void => {
    sessionOf(session);
  };
  const onStream: StreamListener = (stream, headers, _flags, rawHeaders) => {
    if (responsible(server, headers) !== taker || stream.session === undefined) return;
    // Node's types have client sessions here too; a server's stream has a server's.
    sessionOf(stream.session as ServerHttp2Session).take(stream, rawHeaders);
  };
  const listener: TaggedListener = Object.assign(onStream, { [TAKER]: taker });
  // RFC 8441 §3: in the first SETTINGS of every connection that comes.
  server.updateSettings({ enableConnectProtocol: true });
  server.on("session", onSession);
  // Before the listener of Node's `request` event, which answers every CONNECT with 405 unless somebody listens to it.
  server.prependListener("stream", listener);
  server.on("connect", refusePlainConnect);
  return () => {
    server.off("session", onSession).off("stream", listener).off("connect", refusePlainConnect);
  };

  function refusePlainConnect(
    request: { readonly stream: ServerHttp2Stream; readonly headers: Record<string, unknown> },
    response: { writeHead(status: number): { end(): void } },
  ): void {
    const isOurs = responsible(server, request.headers) !== undefined;
    const isLast = server.listeners("connect").at(-1) === refusePlainConnect;
    if (!isOurs && isLast && !request.stream.headersSent) response.writeHead(405).end();
  }
}

/** Who takes a request: the first that serves its path, or the last of ours for a path that nobody serves. */
function responsible(server: AnyHttp2Server, headers: Record<string, unknown>): TunnelTaker | undefined {
  const listeners: (StreamListener & Partial<TaggedListener>)[] = server.listeners("stream") as StreamListener[];
  const takers = listeners.flatMap((listener) => listener[TAKER] ?? []);
  const isWebSocket = headers[":method"] === "CONNECT" && String(headers[":protocol"]).toLowerCase() === "websocket";
  // Where nobody else listens, somebody must answer all the same.
  if (!isWebSocket) return takers.length === listeners.length ? takers.at(-1) : undefined;
  const [path = ""] = String(headers[":path"]).split("?", 1);
  return takers.find((taker) => taker.serves(path)) ?? takers.at(-1);
}
