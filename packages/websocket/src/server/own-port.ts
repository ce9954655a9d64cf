/**
 * A port of the server's own: TCP or TLS connections whose request heads are read with the parser of @longwire/wire.
 * It knows listening and reading a head; what the head asks for is decided in `upgrade-pipeline.ts`.
 */
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, type TlsOptions } from "node:tls";
import type { Limits, Refusal, RequestHead, RequestHeadParser } from "@longwire/wire";
import { PrefaceWatch } from "../http2/preface.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { ByteStream } from "../streams/byte-stream.ts";
import { findListeningHandle, findStreamBinding } from "../streams/tcp-handle.ts";
import { TcpStream, TcpStreams } from "../streams/tcp-stream.ts";
import type { PendingUpgrade } from "./pending-upgrade.ts";
import type { ListenOptions } from "./server-options.ts";
import { TlsHandshakes } from "./tls-handshakes.ts";

/** Connections that may wait to be accepted; the system's own bound may be lower. */
const DEFAULT_BACKLOG = 4096;

/** What happens on the port. */
export interface OwnPortEvents {
  onListening(): void;
  onError(error: Error): void;
  onConnection(stream: ByteStream): void;
  /** A connection that speaks HTTP/2; without it nobody is asked to. */
  readonly onHttp2?: ((socket: Socket) => void) | undefined;
}

/** A port that is open, or about to be. */
export interface OwnPort {
  /** `null` before it is open. */
  address(): AddressInfo | string | null;
  /** Takes no more connections and ends those still in their TLS handshake. Resolves when all others have ended too. */
  close(): Promise<void>;
}

/** Opens the port that `options` name. */
export function listen(options: ListenOptions, limits: Limits, runtime: Runtime, events: OwnPortEvents): OwnPort {
  const { port, host, backlog = DEFAULT_BACKLOG, tls, plainSockets = false } = options;
  const { onHttp2 } = events;
  const onHttp1 = (socket: Socket): void => events.onConnection(runtime.streams.over(socket));
  const preface =
    tls === undefined && onHttp2 !== undefined
      ? new PrefaceWatch(limits, runtime.clock, { onHttp1, onHttp2 })
      : undefined;
  const onConnection = (socket: Socket): void => {
    if (preface !== undefined) preface.watch(socket);
    else if (onHttp2 !== undefined && "alpnProtocol" in socket && socket.alpnProtocol === "h2") onHttp2(socket);
    else onHttp1(socket);
  };
  // Half-open: a FIN without a Close is for the protocol to judge, and what waits may still be written.
  const server =
    tls === undefined
      ? createTcpServer({ allowHalfOpen: true, noDelay: true }, onConnection)
      : createTls(
          { ALPNProtocols: onHttp2 === undefined ? ["http/1.1"] : ["h2", "http/1.1"], ...tls },
          limits,
          onConnection,
        );
  const handshakes = tls === undefined ? undefined : new TlsHandshakes(server, limits.maxPendingHandshakes);
  server.on("error", (error: Error) => events.onError(error));
  server.on("listening", () => {
    if (tls === undefined && !plainSockets && preface === undefined) {
      acceptHandles(server, runtime, (stream) => events.onConnection(stream));
    }
    events.onListening();
  });
  server.listen({ port, backlog, ...(host === undefined ? {} : { host }) });
  return {
    address: () => server.address(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        handshakes?.destroyAll();
        preface?.destroyAll();
      }),
  };
}

/** Takes connections as bare handles where this Node allows it; elsewhere `net.Socket`s keep coming. */
function acceptHandles(server: Server, runtime: Runtime, onStream: (stream: ByteStream) => void): void {
  const binding = findStreamBinding();
  const listening = findListeningHandle(server);
  if (binding === undefined || listening === undefined) return;
  const shared = new TcpStreams(binding, runtime.maskMemory.readBuffer);
  listening.onconnection = (status, handle) => {
    // A failed accept concerns no connection; the next one is tried anyway.
    if (status === 0 && handle !== undefined) onStream(new TcpStream(handle, shared));
  };
}

function createTls(tls: TlsOptions, limits: Limits, onConnection: (socket: Socket) => void): Server {
  const server = createTlsServer(
    {
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
  onHead(head: RequestHead, pending: PendingUpgrade): void;
  onRefused(refusal: Refusal, pending: PendingUpgrade): void;
}

/** Reads on in the head of `pending`'s request, and keeps what follows it. */
export function readHead(bytes: Uint8Array, parser: RequestHeadParser, pending: PendingUpgrade, sink: HeadSink): void {
  const result = parser.receive(bytes);
  if (result.type === "incomplete") return;
  pending.headRead();
  if (result.type === "refused") {
    sink.onRefused(result.refusal, pending);
    return;
  }
  if (result.consumed < bytes.length) pending.keepEarly(bytes.subarray(result.consumed));
  sink.onHead(result.head, pending);
}
