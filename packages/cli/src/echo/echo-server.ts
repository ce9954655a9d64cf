/**
 * The server behind `longwire echo`: which limits it lifts, and what it does with a message. It prints nothing.
 * Load tools measure it, so nothing is done per message but to send it.
 */
import { type SendOptions, type WebSocket, WebSocketServer } from "@longwire/websocket";
import { CommandError, exitCodes } from "../command-error.ts";
import { FanOut } from "./fan-out.ts";

/** How to serve. */
export interface EchoOptions {
  readonly port: number;
  readonly host: string;
  readonly maxPayloadBytes: number;
  /** Certificate and key in PEM, for `wss:`. */
  readonly tls: { readonly cert: Buffer; readonly key: Buffer } | undefined;
  /** Every message goes to every connection. */
  readonly isFanOut: boolean;
  /** Agree on permessage-deflate with clients that offer it. */
  readonly compresses: boolean;
  /** Over HTTP/2 as well as HTTP/1.1. */
  readonly isHttp2: boolean;
}

/** Times are switched off, counts are lifted: a load tool would hit them and measure them. */
const noLimits = {
  handshakeTimeoutMs: 0,
  messageTimeoutMs: 0,
  pingIntervalMs: 0,
  maxPendingHandshakes: Number.POSITIVE_INFINITY,
  maxBufferedBytes: Number.POSITIVE_INFINITY,
} as const;

/** What a load test would hit on one HTTP/2 connection. Numbers that Node sends to its peer have an end. */
const noHttp2Limits = {
  maxTunnels: Number.POSITIVE_INFINITY,
  maxConcurrentStreams: 2 ** 31 - 1,
  refusalBurst: Number.POSITIVE_INFINITY,
  streamResetBurst: 2 ** 31 - 1,
  streamResetRate: 2 ** 31 - 1,
} as const;

/** Made once: options that say nothing, so that `send` need not make them for each message. */
const asReceived: SendOptions = {};

/** Sends back what arrives. While too much waits to be written, nothing more is read (RFC 6455 leaves that to TCP). */
function echo(socket: WebSocket): void {
  socket.on("message", (data) => {
    // A string goes out as text and bytes as binary, which is how they came.
    if (!socket.send(data, asReceived) && socket.readyState === socket.OPEN) socket.pause();
  });
  socket.on("drain", () => socket.resume());
}

/** Starts to listen; the server emits `listening` or `error`. @throws CommandError for a certificate that is none. */
export function startEchoServer(options: EchoOptions): WebSocketServer {
  const { port, host, maxPayloadBytes, tls, isFanOut, compresses, isHttp2 } = options;
  try {
    const server = new WebSocketServer({
      port,
      host,
      tls,
      origin: "any",
      perMessageDeflate: compresses,
      http2: isHttp2 ? noHttp2Limits : false,
      // An echo waits for its own client only; in a fan-out one that has stopped reading would stop all.
      limits: { ...noLimits, maxMessageBytes: maxPayloadBytes, ...(isFanOut ? {} : { stallTimeoutMs: 0 }) },
    });
    const fanOut = isFanOut ? new FanOut(server) : undefined;
    server.on("connection", (socket) => (fanOut === undefined ? echo(socket) : fanOut.add(socket)));
    return server;
  } catch (error) {
    if (tls === undefined || !(error instanceof Error)) throw error;
    throw new CommandError(`--tls: not a certificate with its key in PEM (${error.message})`, exitCodes.failed);
  }
}
