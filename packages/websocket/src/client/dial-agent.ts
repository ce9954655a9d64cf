/**
 * Reaches a server through an `http.Agent` of the caller's (a proxy, a pool, a custom lookup), with Node's HTTP client.
 * Node versions before 24 drop a 101 without `Connection: Upgrade` silently; there it fails only by the time-out.
 */
import { type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { HeaderLine, ResponseHead } from "@longwire/wire";
import type { ConnectPlan } from "./connect-options.ts";
import type { CancelDial, DialSink } from "./dial.ts";

/** Dials by `plan`, whose agent must be given. */
export function dialAgent(plan: ConnectPlan, sink: DialSink): CancelDial {
  const { url, handshake, agent, tls } = plan;
  const request = (url.isSecure ? requestHttps : requestHttp)({
    ...(url.isSecure ? tls : {}),
    agent,
    host: url.hostname,
    port: url.port,
    method: handshake.request.method,
    path: handshake.request.target,
    headers: handshake.request.headers.flat(),
    setHost: false,
  });
  const fail = (error: Error): void => sink.onError(error);
  /** What the HTTP client finds wrong after its answer, as in a body, is of no interest; unheard it would end the process. */
  const forgetErrors = (): void => {
    request.off("error", fail);
    request.on("error", () => undefined);
  };
  request.on("error", fail);
  request.on("upgrade", (response: IncomingMessage, socket: Duplex, early: Buffer) => {
    forgetErrors();
    socket.pause();
    // Agents leave their own idle timers on sockets; from here on the connection's deadlines count.
    const tcp = socket as Partial<Socket> & Duplex;
    tcp.setTimeout?.(0);
    tcp.setNoDelay?.(true);
    sink.onAnswer(toHead(response), socket, early);
  });
  request.on("response", (response: IncomingMessage) => {
    forgetErrors();
    sink.onAnswer(toHead(response), response.socket, new Uint8Array(0));
  });
  request.end();
  return () => {
    forgetErrors();
    request.destroy();
  };
}

function toHead(response: IncomingMessage): ResponseHead {
  const headers: HeaderLine[] = [];
  const { rawHeaders } = response;
  // rawHeaders alternates names and values.
  for (let i = 0; i + 1 < rawHeaders.length; i += 2)
    headers.push([rawHeaders[i] as string, rawHeaders[i + 1] as string]);
  return {
    status: response.statusCode ?? 0,
    reason: response.statusMessage ?? "",
    httpVersion: response.httpVersion === "1.0" ? "1.0" : "1.1",
    headers,
  };
}
