/**
 * A server that takes the upgrades of an `http` or `https` server. Several may share one, by path, beside upgrade
 * listeners of others and beside plain requests. It knows who takes an upgrade, not what becomes of it.
 */
import { type Server as HttpServer, type IncomingMessage, ServerResponse } from "node:http";
import type { Server as HttpsServer } from "node:https";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { HeaderLine, RequestHead } from "@longwire/wire";
import type { AnyHttp2Server } from "../http2/attach-http2.ts";

/** A server that emits upgrades. Those of `http2` do so with `allowHTTP1` only. */
type UpgradeServer = HttpServer | HttpsServer | AnyHttp2Server;

/** Takes the upgrades that are meant for it. */
export interface UpgradeTaker {
  /** Whether the server serves this path. */
  serves(path: string): boolean;
  take(request: IncomingMessage, stream: Duplex, early: Buffer): void;
}

type UpgradeListener = (request: IncomingMessage, stream: Duplex, early: Buffer) => void;

const TAKER = Symbol("longwire upgrade taker");

interface TaggedListener extends UpgradeListener {
  readonly [TAKER]: UpgradeTaker;
}

/** Attaches `taker` to `server`. @returns a function that detaches it. */
export function attach(server: UpgradeServer, taker: UpgradeTaker): () => void {
  const onUpgrade: UpgradeListener = (request, stream, early) => {
    const path = pathOf(request);
    if (asksForWebSocket(request)) {
      if (isResponsible(server, taker, path)) taker.take(request, stream, early);
    } else if (isLastResort(server, taker)) {
      servePlainly(server, request, stream, () => taker.take(request, stream, early));
    }
  };
  const listener: TaggedListener = Object.assign(onUpgrade, { [TAKER]: taker });
  server.on("upgrade", listener);
  return () => {
    server.off("upgrade", listener);
  };
}

/** The head of a request that Node's HTTP parser has read. */
export function headOf(request: IncomingMessage): RequestHead {
  const headers: HeaderLine[] = [];
  const { rawHeaders } = request;
  // rawHeaders alternates names and values.
  for (let i = 0; i + 1 < rawHeaders.length; i += 2)
    headers.push([rawHeaders[i] as string, rawHeaders[i + 1] as string]);
  return {
    method: request.method ?? "",
    target: request.url ?? "",
    httpVersion: request.httpVersion === "1.0" ? "1.0" : "1.1",
    headers,
  };
}

/** Frees a socket of what the HTTP server set on it: idle timers that would cut a quiet WebSocket. */
export function releaseFromHttp(stream: Duplex): void {
  const socket = stream as Partial<Socket> & Duplex;
  socket.setTimeout?.(0);
  socket.setNoDelay?.(true);
}

function pathOf(request: IncomingMessage): string {
  const target = request.url ?? "";
  const queryAt = target.indexOf("?");
  const path = queryAt < 0 ? target : target.slice(0, queryAt);
  const authorityAt = path.indexOf("://") + "://".length;
  if (path.startsWith("/") || authorityAt < "://".length) return path;
  // RFC 9112 §3.2.2: a target may be a whole URL; whether its host is ours is checked with the rest of the handshake.
  const pathAt = path.indexOf("/", authorityAt);
  return pathAt < 0 ? "/" : path.slice(pathAt);
}

function asksForWebSocket(request: IncomingMessage): boolean {
  return (request.headers.upgrade ?? "").toLowerCase().includes("websocket");
}

/** The listeners of `server` that are ours, and whether somebody else listens too. */
function listenersOf(server: UpgradeServer): { takers: UpgradeTaker[]; hasOthers: boolean } {
  const listeners: (UpgradeListener & Partial<TaggedListener>)[] = server.listeners("upgrade") as UpgradeListener[];
  const takers = listeners.flatMap((listener) => listener[TAKER] ?? []);
  return { takers, hasOthers: takers.length < listeners.length };
}

/** Takes what it serves; what nobody serves is left to others, or refused by the last of ours, so that exactly one answers. */
function isResponsible(server: UpgradeServer, taker: UpgradeTaker, path: string): boolean {
  const { takers, hasOthers } = listenersOf(server);
  const responsible = takers.find((each) => each.serves(path)) ?? (hasOthers ? undefined : takers.at(-1));
  return responsible === taker;
}

function isLastResort(server: UpgradeServer, taker: UpgradeTaker): boolean {
  const { takers, hasOthers } = listenersOf(server);
  return !hasOthers && takers.at(-1) === taker;
}

/**
 * Serves a request that asks for another protocol (h2c, for example) as if it had not: a server may ignore Upgrade
 * (RFC 9110 §7.8). Only our listener made Node treat it as an upgrade. With a body it is refused: its bytes are gone.
 */
function servePlainly(server: UpgradeServer, request: IncomingMessage, stream: Duplex, refuse: () => void): void {
  const hasBody =
    request.headers["transfer-encoding"] !== undefined || Number(request.headers["content-length"] ?? 0) > 0;
  if (hasBody || server.listenerCount("request") === 0) {
    refuse();
    return;
  }
  stream.on("error", () => undefined); // the response reports what matters
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  // An upgraded stream of an http server is a net.Socket.
  response.assignSocket(stream as Socket);
  // Whole once written, as Node ends a connection that is not kept: a peer that never ends its side holds nothing.
  response.on("finish", () => (stream as Socket).destroySoon());
  server.emit("request", request, response);
}
