/**
 * The servers of the interop suite: ours on its own port, ours on an http server, and that of the npm package `ws`.
 * What a connection does depends on its path, and is the same for all of them.
 */
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { createServer as createHttps } from "node:https";
import type { AddressInfo } from "node:net";
import { WebSocketServer } from "@longwire/websocket";
import { WebSocketServer as WsServer } from "ws";
import { wideLimits } from "./longwire-client.ts";
import { makePayload } from "./payload.ts";

/** Certificate and key, in PEM. */
export interface Tls {
  readonly cert: string;
  readonly key: string;
}

/** A server that runs. */
export interface Running {
  /** Port on 127.0.0.1. */
  readonly port: number;
  /** How the last connection closed, as the server was told. */
  lastClose(): Promise<{ readonly code: number; readonly reason: string }>;
  close(): Promise<void>;
}

/** A server of the suite. */
export interface ServerKind {
  readonly name: string;
  start(tls: Tls | undefined): Promise<Running>;
}

/** What the sockets of both packages have in common. */
interface ServerSocket {
  on(event: "message", listener: (data: Buffer | string, isBinary: boolean) => void): unknown;
  on(event: "close", listener: (code: number, reason: Buffer | string) => void): unknown;
  on(event: "pong", listener: (payload: Buffer) => void): unknown;
  send(data: string | Uint8Array, options: { binary: boolean; fin: boolean }): unknown;
  ping(payload: string): void;
  close(code?: number, reason?: string): void;
}

interface Closes {
  note(code: number, reason: string): void;
  last(): Promise<{ readonly code: number; readonly reason: string }>;
}

function createCloses(): Closes {
  const closes: { code: number; reason: string }[] = [];
  let wake: () => void = () => {};
  return {
    note: (code, reason) => {
      closes.push({ code, reason });
      wake();
    },
    last: async () => {
      for (;;) {
        const close = closes.shift();
        if (close !== undefined) return close;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}

/** Does what the path says. */
function serve(socket: ServerSocket, target: string, closes: Closes): void {
  const { pathname, searchParams } = new URL(target, "ws://localhost");
  socket.on("close", (code, reason) => closes.note(code, String(reason)));
  const send = (data: string | Uint8Array, binary: boolean, fin = true): unknown => socket.send(data, { binary, fin });
  socket.on("pong", (payload) => send(`pong ${payload}`, false));
  const big = Number(searchParams.get("big") ?? 0);
  if (big > 0) send(makePayload({ type: "binary", length: big }), true);
  socket.on("message", (data, isBinary) => {
    const bytes = typeof data === "string" ? Buffer.from(data) : data;
    if (pathname === "/fragments") {
      const third = Math.ceil(bytes.length / 3);
      send(bytes.subarray(0, third), isBinary, false);
      send(bytes.subarray(third, 2 * third), isBinary, false);
      send(bytes.subarray(2 * third), isBinary, true);
    } else if (pathname === "/ping") {
      socket.ping(bytes.toString());
    } else if (pathname === "/close") {
      const code = searchParams.get("code");
      socket.close(code === null ? undefined : Number(code), searchParams.get("reason") ?? undefined);
    } else {
      send(data, isBinary);
    }
  });
}

function running(
  server: { address(): AddressInfo | string | null },
  closes: Closes,
  close: () => Promise<void>,
): Running {
  const { port } = server.address() as AddressInfo; // a TCP server that listens
  return { port, lastClose: () => closes.last(), close };
}

/** An http server that answers every request with an empty page. */
async function startHttp(tls: Tls | undefined): Promise<Server> {
  const page = "<!doctype html><title>interop</title>";
  const listener = (
    _request: unknown,
    response: { end(text: string): void; setHeader(...header: [string, string]): void },
  ) => {
    response.setHeader("Content-Type", "text/html");
    response.end(page);
  };
  const http: Server = tls === undefined ? createServer(listener) : createHttps(tls, listener);
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  return http;
}

async function endHttp(http: Server): Promise<void> {
  const closed = once(http, "close");
  http.close();
  http.closeAllConnections();
  await closed;
}

const subprotocols = ["chat.v2", "chat.v1"];

function ownPort(name: string, options: { readonly plainSockets?: boolean; readonly http2?: boolean }): ServerKind {
  return {
    name,
    start: async (tls) => {
      const closes = createCloses();
      const common = { host: "127.0.0.1", tls, limits: wideLimits, subprotocols };
      const server = new WebSocketServer({ port: 0, ...common, ...options });
      server.on("connection", (socket, { url, httpVersion }) => {
        // A pair that is about HTTP/2 must not pass by falling back.
        if (options.http2 === true && httpVersion !== "2.0") socket.terminate();
        else serve(socket as ServerSocket, url, closes);
      });
      await once(server, "listening");
      return running(server, closes, () => server.close());
    },
  };
}

/** Our server on its own port. */
export const longwireOwnPort: ServerKind = ownPort("Longwire", { plainSockets: false });

/** Over HTTP/2, and over nothing else. */
export const longwireHttp2: ServerKind = ownPort("Longwire over HTTP/2", { http2: true });

/** The same by the public functions of Node's sockets, as where their handles cannot be used. */
export const longwirePlain: ServerKind = ownPort("Longwire on plain sockets", { plainSockets: true });

function attached(name: string, options: { readonly plainSockets: boolean }): ServerKind {
  return {
    name,
    start: async (tls) => {
      const closes = createCloses();
      const http = await startHttp(tls);
      const server = new WebSocketServer({ server: http, limits: wideLimits, subprotocols, ...options });
      server.on("connection", (socket, { url }) => serve(socket as ServerSocket, url, closes));
      return running(http, closes, async () => {
        await server.close();
        await endHttp(http);
      });
    },
  };
}

/** Our server on an http or https server, which serves a page too. */
export const longwireAttached: ServerKind = attached("Longwire on http", { plainSockets: false });

/** The same by the public functions of Node's sockets. */
export const longwireAttachedPlain: ServerKind = attached("Longwire on http, plain sockets", { plainSockets: true });

/** The server of the npm package `ws`. */
export const wsServer: ServerKind = {
  name: "ws",
  start: async (tls) => {
    const closes = createCloses();
    const http = await startHttp(tls);
    const server = new WsServer({
      server: http,
      handleProtocols: (offered) => [...offered].find((name) => subprotocols.includes(name)) ?? false,
    });
    server.on("connection", (socket, { url }) => serve(socket as ServerSocket, url ?? "/", closes));
    return running(http, closes, async () => {
      for (const socket of server.clients) socket.terminate();
      server.close();
      await endHttp(http);
    });
  },
};
