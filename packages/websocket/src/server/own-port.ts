/**
 * A port of the server's own: TCP or TLS connections whose request heads are read with the parser of @longwire/wire.
 * It knows listening and reading a head; what the head asks for is decided in `upgrade-pipeline.ts`.
 */
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, type TlsOptions } from "node:tls";
import { type Limits, type Refusal, type RequestHead, RequestHeadParser } from "@longwire/wire";
import type { PendingUpgrade } from "./pending-upgrade.ts";
import type { ListenOptions } from "./server-options.ts";
import { TlsHandshakes } from "./tls-handshakes.ts";

/** Connections that may wait to be accepted; the system's own bound may be lower. */
const DEFAULT_BACKLOG = 4096;

/** What happens on the port. */
export interface OwnPortEvents {
  onListening(): void;
  onError(error: Error): void;
  onConnection(socket: Socket): void;
}

/** A port that is open, or about to be. */
export interface OwnPort {
  /** `null` before it is open. */
  address(): AddressInfo | string | null;
  /** Takes no more connections and ends those still in their TLS handshake. Resolves when all others have ended too. */
  close(): Promise<void>;
}

/** Opens the port that `options` name. */
export function listen(options: ListenOptions, limits: Limits, events: OwnPortEvents): OwnPort {
  const { port, host, backlog = DEFAULT_BACKLOG, tls } = options;
  const onConnection = (socket: Socket): void => events.onConnection(socket);
  // Half-open: a FIN without a Close is for the protocol to judge, and what waits may still be written.
  const server =
    tls === undefined
      ? createTcpServer({ allowHalfOpen: true, noDelay: true }, onConnection)
      : createTls(tls, limits, onConnection);
  const handshakes = tls === undefined ? undefined : new TlsHandshakes(server, limits.maxPendingHandshakes);
  server.on("error", (error: Error) => events.onError(error));
  server.on("listening", () => events.onListening());
  server.listen({ port, backlog, ...(host === undefined ? {} : { host }) });
  return {
    address: () => server.address(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        handshakes?.destroyAll();
      }),
  };
}

function createTls(tls: TlsOptions, limits: Limits, onConnection: (socket: Socket) => void): Server {
  const server = createTlsServer(
    {
      ALPNProtocols: ["http/1.1"],
      minVersion: "TLSv1.2",
      handshakeTimeout: limits.handshakeTimeoutMs || undefined,
      ...tls,
    },
    (socket) => {
      socket.setNoDelay(true);
      onConnection(socket);
    },
  );
  // Node reports a TLS handshake that failed or took too long, but leaves its socket open.
  server.on("tlsClientError", (_error, socket) => socket.destroy());
  return server;
}

/** What a connection's first bytes turned out to be. */
export interface HeadSink {
  onHead(head: RequestHead): void;
  onRefused(refusal: Refusal): void;
}

/** A function that reads the head of `pending`'s request from the bytes that arrive, and keeps what follows it. */
export function createHeadReader(
  limits: Limits,
  pending: () => PendingUpgrade,
  sink: HeadSink,
): (bytes: Buffer) => void {
  const parser = new RequestHeadParser(limits);
  return (bytes) => {
    const result = parser.receive(bytes);
    if (result.type === "incomplete") return;
    pending().headRead();
    if (result.type === "refused") {
      sink.onRefused(result.refusal);
      return;
    }
    pending().keepEarly(bytes.subarray(result.consumed));
    sink.onHead(result.head);
  };
}
