/**
 * The HTTP/2 connections of a server's own port: from a socket that speaks HTTP/2 to requests, and to an end when they have
 * been idle, or when the server closes. What one session may do is in `server-session.ts`.
 */
import { performServerHandshake } from "node:http2";
import type { Socket } from "node:net";
import type { Limits } from "@longwire/wire";
import type { CancelTimer, Clock } from "../runtime/clock.ts";
import { type Http2Limits, http2ServerOptions } from "./http2-limits.ts";
import { type ConnectRequest, ServerSession } from "./server-session.ts";

/** What bounds a session that does nothing. */
type Times = Pick<Limits, "handshakeTimeoutMs" | "closeTimeoutMs">;

/** The sessions of one port. */
export class Http2Sessions {
  readonly #limits: Http2Limits;
  readonly #times: Times;
  readonly #clock: Clock;
  readonly #onRequest: (request: ConnectRequest) => void;
  readonly #sessions = new Map<ServerSession, Socket>();
  /** Those without a stream, the one that is idle for longest first, with their timers. */
  readonly #idle = new Map<ServerSession, CancelTimer>();
  #isClosing = false;

  /** @param times for the first request of a new connection, and for the peer to end TCP after us; 0 switches one off. */
  constructor(limits: Http2Limits, times: Times, clock: Clock, onRequest: (request: ConnectRequest) => void) {
    this.#limits = limits;
    this.#times = times;
    this.#clock = clock;
    this.#onRequest = onRequest;
  }

  /** Speaks HTTP/2 on a socket from now on; what its peer has sent may already be in its buffer. */
  serve(socket: Socket): void {
    if (this.#isClosing || socket.destroyed) {
      socket.destroy();
      return;
    }
    const session = performServerHandshake(socket, http2ServerOptions(this.#limits));
    // Half a TCP connection is no use to HTTP/2: every stream needs both directions.
    socket.once("end", () => session.destroy());
    const served = new ServerSession(session, this.#limits, this.#clock, {
      onRequest: this.#onRequest,
      onIdle: (isIdle) => {
        this.#wake(served);
        if (isIdle) this.#rest(served, this.#limits.idleTimeoutMs);
      },
      onDone: () => {
        const { closeTimeoutMs } = this.#times;
        if (closeTimeoutMs > 0)
          socket.once(
            "close",
            this.#clock.setTimer(closeTimeoutMs, () => socket.destroy()),
          );
      },
      onClose: () => {
        this.#wake(served);
        this.#sessions.delete(served);
      },
    });
    session.on("stream", (stream, _headers, _flags, rawHeaders) => served.take(stream, rawHeaders));
    this.#sessions.set(served, socket);
    this.#rest(served, this.#times.handshakeTimeoutMs);
  }

  /** Takes no more requests; sessions end when their streams have. */
  close(): void {
    this.#isClosing = true;
    for (const session of this.#sessions.keys()) session.close();
  }

  /** Ends every session at once. */
  destroyAll(): void {
    for (const [session, socket] of this.#sessions) {
      session.destroy();
      socket.destroy();
    }
  }

  #rest(session: ServerSession, limitMs: number): void {
    if (!this.#sessions.has(session)) return;
    const end = (): void => {
      this.#wake(session);
      session.close();
    };
    this.#idle.set(session, limitMs > 0 ? this.#clock.setTimer(limitMs, end) : () => undefined);
    const [oldest] = this.#idle.keys();
    if (this.#idle.size <= this.#limits.maxIdleSessions || oldest === undefined) return;
    this.#wake(oldest);
    oldest.close();
  }

  #wake(session: ServerSession): void {
    this.#idle.get(session)?.();
    this.#idle.delete(session);
  }
}
