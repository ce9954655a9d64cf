/**
 * A byte stream over any Node duplex: TLS, upgraded sockets of an http server, streams of one's own. It is the plain path
 * that works everywhere, and the oracle for the other.
 */
import type { Duplex } from "node:stream";
import { type ByteStream, type ByteStreamEvents, nobody, type StreamInfo } from "./byte-stream.ts";

/** Adapter from `Duplex`; its listeners stay on the stream for good, the first of them for `error`. */
export class DuplexStream implements ByteStream {
  events: ByteStreamEvents = nobody;
  readonly returnsMemory = false;
  readonly readsInPieces = false;
  readonly #duplex: Duplex;
  readonly #onWritten: () => void = () => this.events.onWritten();
  #isListening = false;

  constructor(duplex: Duplex) {
    this.#duplex = duplex;
    // First of all: without it an early error would end the process.
    duplex.on("error", (error: Error) => this.events.onError(() => error));
    duplex.on("close", () => this.events.onClose());
    duplex.on("end", () => this.events.onEnd());
    // TLS sockets would end with their peer, and lose what is still to be written.
    duplex.allowHalfOpen = true;
    if (duplex.destroyed) process.nextTick(() => this.events.onClose());
  }

  get isWritable(): boolean {
    return this.#duplex.writable;
  }

  get isDestroyed(): boolean {
    return this.#duplex.destroyed;
  }

  get pendingBytes(): number {
    return this.#duplex.writableLength;
  }

  get isSecure(): boolean {
    return "encrypted" in this.#duplex && this.#duplex.encrypted === true;
  }

  get info(): StreamInfo {
    // A socket has these properties, another stream has none of them.
    return this.#duplex as StreamInfo;
  }

  write(parts: readonly Uint8Array[]): void {
    const duplex = this.#duplex;
    const last = parts.length - 1;
    if (last > 0) duplex.cork();
    for (let i = 0; i < last; i += 1) duplex.write(parts[i]);
    duplex.write(parts[last], this.#onWritten);
    if (last > 0) duplex.uncork();
  }

  end(): void {
    this.#duplex.end();
  }

  destroy(): void {
    this.#duplex.destroy();
  }

  pause(): void {
    this.#duplex.pause();
  }

  resume(): void {
    if (!this.#isListening) {
      // Not before: listening to data starts it. And not paused for it: a socket that an http server reads would stay so.
      this.#isListening = true;
      this.#duplex.on("data", (bytes: Buffer) => this.events.onBytes(bytes));
    }
    this.#duplex.resume();
  }
}
