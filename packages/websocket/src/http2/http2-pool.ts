/**
 * The HTTP/2 connections of client sockets, by origin: many sockets share one connection, as in a browser. It knows which
 * connection has room, and which servers take no WebSockets over HTTP/2; dialling is in `client-session.ts`.
 */
import type { ConnectionOptions as TlsOptions } from "node:tls";
import { UsageError } from "@longwire/wire";
import { type Clock, systemClock } from "../runtime/clock.ts";
import { ClientSession, type SessionResult, type SessionTarget } from "./client-session.ts";

/** Options of `new Http2Pool`. */
export interface Http2PoolOptions {
  /** WebSockets on one connection; beyond it, and beyond what the server allows, another one is opened. Default 32. */
  readonly maxTunnels?: number | undefined;
  /** A connection without a WebSocket is closed after this time. Default 10 s. */
  readonly idleTimeoutMs?: number | undefined;
  /** Bytes of one WebSocket that the server may send before they are read. Default 256 KiB. */
  readonly streamWindowBytes?: number | undefined;
}

/** What a pool knows of one origin. */
interface Origin {
  readonly sessions: Set<ClientSession>;
  /** The server takes no WebSockets over HTTP/2; it is asked again after this time. */
  unsupportedUntil: number;
}

/** A session with room for one tunnel; `release` is to be called when the tunnel has ended, or was not opened. */
export interface Lease {
  readonly session: Exclude<SessionResult, "unsupported" | Error>;
  release(): void;
}

/** A server that takes no WebSockets over HTTP/2 is not asked again for this time. */
const UNSUPPORTED_MS = 60_000;
const DEFAULT_MAX_TUNNELS = 32;
const DEFAULT_IDLE_TIMEOUT_MS = 10_000;
const DEFAULT_STREAM_WINDOW_BYTES = 256 * 1024;
/** RFC 9113 §6.9.1. */
const MAX_WINDOW_BYTES = 2 ** 31 - 1;

/** Connections that client sockets share: `new WebSocket(url, [], { http2: { pool } })`. */
export class Http2Pool {
  readonly #sizes: { readonly maxTunnels: number; readonly streamWindowBytes: number };
  readonly #idleTimeoutMs: number;
  readonly #clock: Clock = systemClock;
  /** By TLS options too: sockets with other certificates or authorities must not share a connection. */
  readonly #origins = new WeakMap<TlsOptions, Map<string, Origin>>();
  readonly #sessions = new Set<ClientSession>();
  readonly #plain: TlsOptions = {};

  /** @throws UsageError for sizes that are not numbers in their range. */
  constructor(options: Http2PoolOptions = {}) {
    const {
      maxTunnels = DEFAULT_MAX_TUNNELS,
      idleTimeoutMs = DEFAULT_IDLE_TIMEOUT_MS,
      streamWindowBytes = DEFAULT_STREAM_WINDOW_BYTES,
    } = options;
    const isWindow = Number.isInteger(streamWindowBytes) && maxTunnels * streamWindowBytes <= MAX_WINDOW_BYTES;
    if (
      !Number.isInteger(maxTunnels) ||
      maxTunnels < 1 ||
      !(idleTimeoutMs >= 0) ||
      !isWindow ||
      streamWindowBytes < 1
    ) {
      throw new UsageError(
        "ERR_INVALID_ARGUMENT",
        "maxTunnels and streamWindowBytes must be positive integers whose product is below 2 GiB, idleTimeoutMs at least 0",
      );
    }
    this.#sizes = { maxTunnels, streamWindowBytes };
    this.#idleTimeoutMs = idleTimeoutMs;
  }

  /** Connections that are open or being opened. */
  get size(): number {
    return this.#sessions.size;
  }

  /** Opens no more WebSockets over the connections of now; those that are open go on. */
  close(): void {
    for (const session of this.#sessions) session.close();
  }

  /** For the client: finds or opens a session. @returns a function that gives up waiting. */
  acquire(target: SessionTarget, done: (result: Lease | "unsupported" | Error) => void): () => void {
    const origin = this.#originOf(target);
    if (origin.unsupportedUntil > this.#clock.now()) {
      done("unsupported");
      return () => undefined;
    }
    const session = [...origin.sessions].find(({ hasRoom }) => hasRoom) ?? this.#open(origin, target);
    const giveUp = session.wait((result) => {
      if (result === "unsupported") origin.unsupportedUntil = this.#clock.now() + UNSUPPORTED_MS;
      if (result === "unsupported" || result instanceof Error) done(result);
      else done({ session: result, release: session.use(() => this.#rest(session)) });
    });
    return () => {
      giveUp();
      if (session.isIdle && !session.isReady) session.close();
    };
  }

  #open(origin: Origin, target: SessionTarget): ClientSession {
    const session = new ClientSession(target, this.#sizes, () => {
      origin.sessions.delete(session);
      this.#sessions.delete(session);
    });
    origin.sessions.add(session);
    this.#sessions.add(session);
    return session;
  }

  #originOf(target: SessionTarget): Origin {
    const tls = target.isSecure ? target.tls : this.#plain;
    let origins = this.#origins.get(tls);
    if (origins === undefined) {
      origins = new Map();
      this.#origins.set(tls, origins);
    }
    const key = `${target.isSecure} ${target.hostname} ${target.port}`;
    let origin = origins.get(key);
    if (origin === undefined) {
      this.#forgetUnused(origins);
      origin = { sessions: new Set(), unsupportedUntil: 0 };
      origins.set(key, origin);
    }
    return origin;
  }

  /** Nothing is known any more of origins without a session, once their time is over. */
  #forgetUnused(origins: Map<string, Origin>): void {
    for (const [key, { sessions, unsupportedUntil }] of origins) {
      if (sessions.size === 0 && unsupportedUntil <= this.#clock.now()) origins.delete(key);
    }
  }

  #rest(session: ClientSession): void {
    if (!session.isIdle) return;
    this.#clock.setTimer(this.#idleTimeoutMs, () => {
      if (session.isIdle) session.close();
    });
  }
}

/**
 * The pool of all client sockets with `http2: true`, so that sockets to one server share a connection without being told to,
 * as in a browser.
 */
export const sharedHttp2Pool: Http2Pool = new Http2Pool();
