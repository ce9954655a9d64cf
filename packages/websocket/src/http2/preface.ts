/**
 * Tells HTTP/2 with prior knowledge from HTTP/1.1 on one port without TLS, by the first bytes (RFC 9113 §3.4). It knows
 * sockets that nobody has read from; whoever gets one finds all its bytes still there.
 */
import type { Socket } from "node:net";
import type { Limits } from "@longwire/wire";
import type { CancelTimer, Clock } from "../runtime/clock.ts";

const PREFACE = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "latin1");

/** Who gets a socket. */
export interface PrefaceSinks {
  onHttp1(socket: Socket): void;
  onHttp2(socket: Socket): void;
}

/** Sockets whose first bytes are awaited. */
export class PrefaceWatch {
  readonly #limits: Limits;
  readonly #clock: Clock;
  readonly #sinks: PrefaceSinks;
  readonly #waiting = new Set<Socket>();

  /** @param limits at most `maxPendingHandshakes` wait, each for at most `handshakeTimeoutMs`; others are ended. */
  constructor(limits: Limits, clock: Clock, sinks: PrefaceSinks) {
    this.#limits = limits;
    this.#clock = clock;
    this.#sinks = sinks;
  }

  /** Watches a new socket. */
  watch(socket: Socket): void {
    if (this.#waiting.size >= this.#limits.maxPendingHandshakes) {
      socket.destroy();
      return;
    }
    const { handshakeTimeoutMs } = this.#limits;
    const cancelTimer: CancelTimer =
      handshakeTimeoutMs > 0 ? this.#clock.setTimer(handshakeTimeoutMs, () => socket.destroy()) : () => undefined;
    const leave = (): void => {
      cancelTimer();
      this.#waiting.delete(socket);
      socket.off("error", ignore).off("close", leave).off("end", onEnd).off("readable", onReadable);
    };
    const onEnd = (): void => {
      socket.destroy();
    };
    let seen: Buffer = Buffer.alloc(0);
    const onReadable = (): void => {
      const bytes: Buffer | null = socket.read();
      if (bytes === null) return;
      seen = Buffer.concat([seen, bytes]);
      const isPreface = startsLikePreface(seen);
      if (isPreface && seen.length < PREFACE.length) return;
      leave();
      // For the next owner; the listener is off, which would be told of it.
      socket.unshift(seen);
      if (isPreface) this.#sinks.onHttp2(socket);
      else this.#sinks.onHttp1(socket);
    };
    this.#waiting.add(socket);
    socket.on("error", ignore).on("close", leave).on("end", onEnd).on("readable", onReadable);
  }

  /** Ends all that wait. */
  destroyAll(): void {
    for (const socket of this.#waiting) socket.destroy();
  }
}

function ignore(): void {}

function startsLikePreface(bytes: Buffer): boolean {
  const length = Math.min(bytes.length, PREFACE.length);
  return bytes.subarray(0, length).equals(PREFACE.subarray(0, length));
}
