/**
 * One HTTP/2 connection of a server: how many tunnels it has, how many handshakes came to nothing, how long it has been idle.
 * It knows sessions and streams; what a handshake asks for is decided elsewhere.
 */
import { constants, type ServerHttp2Session, type ServerHttp2Stream } from "node:http2";
import { type Http2RequestHead, type RefusalAnswer, refusals } from "@longwire/wire";
import type { Clock } from "../runtime/clock.ts";
import { ConnectAnswers } from "./connect-answers.ts";
import { connectionWindowBytes, type Http2Limits } from "./http2-limits.ts";
import { toRequestHead } from "./request-head.ts";
import { TokenBucket } from "./token-bucket.ts";
import { TunnelStream } from "./tunnel-stream.ts";

/** A request over HTTP/2 that wants to become a WebSocket, or must be refused. */
export interface ConnectRequest {
  readonly head: Http2RequestHead;
  readonly stream: TunnelStream;
  readonly answers: ConnectAnswers;
  /** Why it must be refused, whatever it asks for. */
  readonly refusal: RefusalAnswer | undefined;
}

/** Debug data of GOAWAY (RFC 9113 §6.8). */
const TOO_MANY_WASTED = Buffer.from("too many handshakes came to nothing");
const TOO_MANY_RESET = Buffer.from("too many streams were reset");

/** Told about one session. */
export interface ServerSessionEvents {
  onRequest(request: ConnectRequest): void;
  /** There is no stream any more, or one again. */
  onIdle(isIdle: boolean): void;
  /** It was closed and has no stream any more: nothing is left to wait for but the end of the TCP connection. */
  onDone(): void;
  onClose(): void;
}

/** The books of one session. */
export class ServerSession {
  readonly #session: ServerHttp2Session;
  readonly #limits: Http2Limits;
  readonly #clock: Clock;
  readonly #events: ServerSessionEvents;
  readonly #wasted: TokenBucket;
  readonly #resets: TokenBucket;
  #tunnels = 0;

  constructor(session: ServerHttp2Session, limits: Http2Limits, clock: Clock, events: ServerSessionEvents) {
    this.#session = session;
    this.#limits = limits;
    this.#clock = clock;
    this.#events = events;
    this.#wasted = new TokenBucket(limits.refusalBurst, limits.refusalRate, clock.now());
    this.#resets = new TokenBucket(limits.streamResetBurst, limits.streamResetRate, clock.now());
    // First of all: unheard, a peer's fault would end the process. `close` follows each of them.
    session.on("error", () => undefined);
    session.on("frameError", () => undefined);
    session.on("close", () => events.onClose());
    const widen = (): void => {
      if (!session.destroyed) session.setLocalWindowSize(connectionWindowBytes(limits));
    };
    if (session.connecting) session.once("connect", widen);
    else widen();
  }

  /** Takes a stream of the session; its listeners are set within this call. */
  take(stream: ServerHttp2Stream, rawHeaders: readonly string[]): void {
    const tunnel = new TunnelStream(stream);
    const answers = new ConnectAnswers(stream, () => this.#countWasted());
    // A flood of resets has ended it before anybody could look at it.
    if (stream.destroyed || this.#session.destroyed) {
      this.#countWasted();
      return;
    }
    this.#tunnels += 1;
    if (this.#tunnels === 1) this.#events.onIdle(false);
    stream.once("close", () => {
      this.#tunnels -= 1;
      if (answers.outcome === "none") this.#countWasted();
      else if (answers.outcome === "accepted" && tunnel.isResetByPeer) this.#countReset();
      if (this.#tunnels > 0) return;
      if (this.#session.closed) this.#events.onDone();
      else this.#events.onIdle(true);
    });
    const refusal = this.#tunnels > this.#limits.maxTunnels ? refusals["too-many-tunnels"] : undefined;
    this.#events.onRequest({ head: toRequestHead(rawHeaders), stream: tunnel, answers, refusal });
  }

  /** Takes no more streams; the session ends when those that are open have ended. */
  close(): void {
    if (this.#session.closed || this.#session.destroyed) return;
    this.#session.close();
    if (this.#tunnels === 0) this.#events.onDone();
  }

  /** Ends the session and its streams at once. */
  destroy(): void {
    if (!this.#session.destroyed) this.#session.destroy();
  }

  /** A handshake that came to nothing: cheap for a peer, not for us. */
  #countWasted(): void {
    this.#spend(this.#wasted, TOO_MANY_WASTED);
  }

  /**
   * A WebSocket that its peer has reset. nghttp2 counts resets too, but heeds its count only after all that was read with the
   * one too many: hundreds of streams (CVE-2023-44487).
   */
  #countReset(): void {
    this.#spend(this.#resets, TOO_MANY_RESET);
  }

  /** Too many, and the session takes no more: from this frame on, also of what was read with it. */
  #spend(bucket: TokenBucket, reason: Buffer): void {
    const session = this.#session;
    if (session.destroyed || session.closed || bucket.take(this.#clock.now())) return;
    // Without an error code, for which many clients would end the WebSockets that are open.
    session.goaway(constants.NGHTTP2_NO_ERROR, undefined, reason);
    this.close();
  }
}
