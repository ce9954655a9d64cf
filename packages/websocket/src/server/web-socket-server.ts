/**
 * The public server: where handshakes come from, which sockets are open, and how all of it ends.
 * It knows the API and keeps the books; `upgrade-pipeline.ts` decides about handshakes.
 */
import { EventEmitter } from "node:events";
import type { IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import {
  checkConnectRequest,
  createClose,
  type Limits,
  type RefusalAnswer,
  RequestHeadParser,
  refusals,
  serverLimits,
  UsageError,
} from "@longwire/wire";
import { attachHttp2, isHttp2Server } from "../http2/attach-http2.ts";
import { resolveHttp2Limits } from "../http2/http2-limits.ts";
import { Http2Sessions } from "../http2/http2-sessions.ts";
import type { ConnectRequest } from "../http2/server-session.ts";
import { resolveLimits } from "../limits-option.ts";
import { systemClock } from "../runtime/clock.ts";
import { createRuntime, type Runtime } from "../runtime/runtime.ts";
import { type OutgoingData, toBytes, toStringOrBytes } from "../socket/outgoing-data.ts";
import { callListener } from "../socket/throw-later.ts";
import { sendShared, type WebSocket } from "../socket/web-socket.ts";
import type { ByteStream } from "../streams/byte-stream.ts";
import { attach, headOf, releaseFromHttp } from "./attached.ts";
import { type HandshakeAnswers, http1Answers } from "./handshake-answers.ts";
import { HandshakeTurns } from "./handshake-turns.ts";
import { type HeadSink, listen, type OwnPort, readHead } from "./own-port.ts";
import { PendingUpgrade, type PendingUpgradeEvents } from "./pending-upgrade.ts";
import { ProxyHeaderReader } from "./proxy-protocol.ts";
import { checkServerOptions, type ServerOptions } from "./server-options.ts";
import { type PipelineEvents, UpgradePipeline } from "./upgrade-pipeline.ts";
import type { UpgradeRequest } from "./upgrade-request.ts";

/** Events of a server with their arguments. */
export interface ServerEvents<Context> {
  /** The port is open. */
  listening: [];
  /** A socket is open. Messages arrive from the next turn on: listen to it at once. */
  connection: [socket: WebSocket, request: UpgradeRequest<Context>];
  /** A handshake was refused: with what answer, which request (if it could be read), and what `authenticate` threw. */
  refused: [refusal: RefusalAnswer, request: UpgradeRequest<Context> | undefined, error: unknown];
  /** The port cannot be opened, or failed. */
  error: [error: Error];
  /** `close` is done. */
  close: [];
}

/** Which sockets `broadcast` leaves out, and how it sends. */
export interface BroadcastOptions {
  /** As for `send`. */
  readonly binary?: boolean | undefined;
  /** A socket that gets nothing, usually the sender. */
  readonly except?: WebSocket | undefined;
  /** Only sockets for which it returns true get the message. */
  readonly filter?: ((socket: WebSocket) => boolean) | undefined;
}

/** How `close` says good-bye. */
export interface ServerCloseOptions {
  /** Close code for the open sockets. Default 1001, "going away". */
  readonly code?: number;
  /** Reason for the open sockets, at most 123 bytes. Default "". */
  readonly reason?: string;
}

/** A WebSocket server on a port of its own, on an http server, or fed by hand. */
export class WebSocketServer<Context = undefined> extends EventEmitter<ServerEvents<Context>> {
  readonly #options: ServerOptions<Context>;
  readonly #limits: Limits;
  readonly #runtime: Runtime;
  readonly #pipeline: UpgradePipeline<Context>;
  readonly #clients = new Set<WebSocket>();
  readonly #pending = new Set<PendingUpgrade>();
  /** One object each for all handshakes on the port. */
  readonly #heads: HeadSink;
  readonly #handshakes: PendingUpgradeEvents;
  #listener: OwnPort | undefined;
  #http2: Http2Sessions | undefined;
  readonly #detach: (() => void)[] = [];
  #closing: Promise<void> | undefined;

  /** @throws UsageError for options that do not go together. */
  constructor(options: ServerOptions<Context>) {
    super();
    checkServerOptions(options);
    this.#options = options;
    this.#limits = resolveLimits(options.limits, serverLimits);
    this.#runtime = createRuntime(systemClock, options.plainSockets);
    this.#pipeline = new UpgradePipeline(options, this.#limits, this.#runtime, this.#clients);
    this.#heads = this.#headSink();
    this.#handshakes = {
      onHeadBytes: (bytes, parser, pending) => {
        const { proxyHeader } = pending;
        const rest = proxyHeader === undefined ? bytes : this.#readProxyHeader(bytes, proxyHeader, pending);
        if (rest !== undefined && rest.length > 0) readHead(rest, parser, pending, this.#heads);
      },
      onOver: (pending) => this.#pending.delete(pending),
      onTimeout: () => this.#emitRefused(refusals["handshake-timeout"]),
    };
    if (options.port !== undefined) this.#listen();
    if (options.server !== undefined) this.#attach(options.server);
  }

  /** The open sockets, those that are closing included. */
  get clients(): ReadonlySet<WebSocket> {
    return this.#clients;
  }

  /** Handshakes in progress, those that were refused and still read their answer included. */
  get pendingHandshakes(): number {
    return this.#pending.size;
  }

  /** Where the server listens; `null` before `listening`. @throws UsageError with `noServer`. */
  address(): AddressInfo | string | null {
    const server = this.#listener ?? this.#options.server;
    if (server === undefined) throw new UsageError("ERR_INVALID_ARGUMENT", "a server with noServer has no address");
    return server.address();
  }

  /**
   * Sends a message to every open socket, encoded once. The slow-reader rule holds for each of them.
   * @returns to how many it was sent.
   */
  broadcast(data: OutgoingData, options: BroadcastOptions = {}): number {
    const { except, filter, binary } = options;
    const payload = toStringOrBytes(data);
    const isText = binary === undefined ? typeof payload === "string" : !binary;
    const message = this.#runtime.broadcasts.add(isText ? payload : toBytes(payload), isText);
    let count = 0;
    for (const socket of this.#clients) {
      if (socket === except || (filter !== undefined && (socket.readyState !== socket.OPEN || !filter(socket))))
        continue;
      if (sendShared(socket, message)) count += 1;
    }
    return count;
  }

  /**
   * Takes an upgrade that an http server emitted, for servers with `noServer` and routing of one's own.
   * @param callback called instead of the `connection` event.
   */
  handleUpgrade(
    request: IncomingMessage,
    stream: Duplex,
    early: Uint8Array,
    callback?: (socket: WebSocket, request: UpgradeRequest<Context>) => void,
  ): void {
    releaseFromHttp(stream);
    const pending = this.#begin(this.#runtime.streams.over(stream));
    if (pending === undefined) return;
    pending.keepEarly(early);
    this.#pipeline.run(headOf(request), pending, this.#pipelineEvents(callback));
  }

  /**
   * Takes no more handshakes, ends those in progress, closes all sockets, and frees the port. A `server` that was given
   * goes on. A second call changes nothing.
   * @returns resolves when every socket has ended, after `limits.closeTimeoutMs` at the latest.
   * @throws UsageError, with nothing done, for a code or reason that cannot be sent.
   */
  close({ code = 1001, reason = "" }: ServerCloseOptions = {}): Promise<void> {
    createClose(code, reason, "server");
    this.#closing ??= this.#closeAll(code, reason);
    return this.#closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #closeAll(code: number, reason: string): Promise<void> {
    for (const detach of this.#detach) detach();
    const portIsFree = this.#listener?.close();
    for (const pending of this.#pending) pending.destroy();
    const ends = [...this.#clients].map((socket) => socket.closed);
    for (const socket of this.#clients) socket.close(code, reason);
    await Promise.all(ends);
    this.#http2?.close();
    const { closeTimeoutMs } = this.#limits;
    const destroyAll = (): void => this.#http2?.destroyAll();
    const cancelTimer = closeTimeoutMs > 0 ? this.#runtime.clock.setTimer(closeTimeoutMs, destroyAll) : undefined;
    await portIsFree;
    cancelTimer?.();
    this.emit("close");
  }

  #listen(): void {
    const { http2 = false } = this.#options;
    if (http2 !== false) {
      const limits = resolveHttp2Limits(http2);
      this.#http2 = new Http2Sessions(limits, this.#limits, this.#runtime.clock, (request) => this.#take(request));
    }
    const sessions = this.#http2;
    this.#listener = listen(this.#options, this.#limits, this.#runtime, {
      onListening: () => this.emit("listening"),
      onError: (error) => this.emit("error", error),
      onConnection: (stream) => this.#begin(stream, new RequestHeadParser(this.#limits)),
      onHttp2: sessions === undefined ? undefined : (socket) => sessions.serve(socket),
    });
  }

  #headSink(): HeadSink {
    const events = this.#pipelineEvents(undefined);
    const turns = new HandshakeTurns();
    return {
      onHead: (head, pending) =>
        turns.run(() => {
          // The peer may have gone meanwhile, or its time be over.
          if (pending.isOpen) this.#pipeline.run(head, pending, events);
        }),
      onRefused: (refusal, pending) => {
        pending.refuse(refusal);
        this.#emitRefused(refusal);
      },
    };
  }

  /** @returns what follows the header; `undefined` while it is not complete, and for a peer that is sent away. */
  #readProxyHeader(bytes: Uint8Array, reader: ProxyHeaderReader, pending: PendingUpgrade): Uint8Array | undefined {
    const reading = reader.receive(bytes);
    if (reading.type === "incomplete") return undefined;
    if (reading.type === "header" && this.#pipeline.addresses.mayProxy(pending.stream.info.remoteAddress)) {
      pending.client = reading.client;
      pending.proxyHeader = undefined;
      return bytes.subarray(reading.consumed);
    }
    // No answer: whoever is there does not speak HTTP yet.
    pending.destroy();
    this.#emitRefused(refusals["request-malformed"]);
    return undefined;
  }

  #attach(server: NonNullable<ServerOptions["server"]>): void {
    const { path, http2 = false } = this.#options;
    const serves = (requested: string): boolean => path === undefined || path === requested;
    const take = (request: IncomingMessage, stream: Duplex, early: Uint8Array): void =>
      this.handleUpgrade(request, stream, early);
    this.#detach.push(attach(server, { serves, take }));
    if (http2 === false || !isHttp2Server(server)) return;
    const taker = { serves, take: (request: ConnectRequest): void => this.#take(request) };
    this.#detach.push(attachHttp2(server, taker, resolveHttp2Limits(http2), this.#runtime.clock));
  }

  /** Takes a request that came over HTTP/2. */
  #take({ head, stream, answers, refusal }: ConnectRequest): void {
    const pending = this.#begin(stream, undefined, answers);
    if (pending === undefined) return;
    if (refusal === undefined) {
      this.#pipeline.runChecked(checkConnectRequest(head, this.#limits), pending, this.#pipelineEvents(undefined));
    } else {
      pending.refuse(refusal);
      this.#emitRefused(refusal);
    }
  }

  /** Enters a stream into the books, if there is room for it. */
  #begin(
    stream: ByteStream,
    parser?: RequestHeadParser,
    answers: HandshakeAnswers = http1Answers,
  ): PendingUpgrade | undefined {
    const pending = new PendingUpgrade(stream, this.#limits, this.#runtime, this.#handshakes, parser, answers);
    if (parser !== undefined && this.#options.proxyProtocol) pending.proxyHeader = new ProxyHeaderReader();
    this.#pending.add(pending);
    if (this.#hasRoom()) return pending;
    // Those that are being refused count too: a flood of refusals must not fill the memory that the limit protects.
    if (this.#pending.size > 2 * this.#limits.maxPendingHandshakes) pending.destroy();
    else pending.refuse(refusals.overloaded);
    this.#emitRefused(refusals.overloaded);
    return undefined;
  }

  #hasRoom(): boolean {
    const { maxPendingHandshakes, maxConnections } = this.#limits;
    return (
      this.#closing === undefined && this.#pending.size <= maxPendingHandshakes && this.#clients.size < maxConnections
    );
  }

  #emitRefused(refusal: RefusalAnswer, request?: UpgradeRequest<Context>, error?: unknown): void {
    callListener(() => this.emit("refused", refusal, request, error));
  }

  #pipelineEvents(
    callback: ((socket: WebSocket, request: UpgradeRequest<Context>) => void) | undefined,
  ): PipelineEvents<Context> {
    return {
      onAccepted: (socket, request) => {
        this.#clients.add(socket);
        callListener(() => {
          if (callback === undefined) this.emit("connection", socket, request);
          else callback(socket, request);
        });
      },
      onRefused: (refusal, request, error) => this.#emitRefused(refusal, request, error),
      hasRoom: () => this.#closing === undefined && this.#clients.size < this.#limits.maxConnections,
    };
  }
}
