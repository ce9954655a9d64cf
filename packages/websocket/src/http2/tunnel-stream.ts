/**
 * A byte stream over one HTTP/2 stream whose CONNECT opened a tunnel: END_STREAM is its FIN, RST_STREAM its reset
 * (RFC 8441 §5). It knows no handshake: the head is read and answered by its owner.
 */
import { constants, type Http2Session, type Http2Stream } from "node:http2";
import { type ByteStream, type ByteStreamEvents, nobody, type StreamInfo } from "../streams/byte-stream.ts";

/** Adapter from `Http2Stream`, for both roles; its listeners stay on the stream for good. */
export class TunnelStream implements ByteStream {
  events: ByteStreamEvents = nobody;
  readonly returnsMemory = false;
  readonly readsInPieces = false;
  readonly isSecure: boolean;
  readonly #stream: Http2Stream;
  /** A stream forgets its session when it ends. */
  readonly #session: Http2Session | undefined;
  readonly #onWritten: () => void = () => this.events.onWritten();
  #isListening = false;
  #isDestroyedByUs = false;

  constructor(stream: Http2Stream) {
    this.#stream = stream;
    this.#session = stream.session;
    this.isSecure = stream.session?.encrypted === true;
    // First of all: without it an early error would end the process.
    stream.on("error", (error: Error) => this.events.onError(() => error));
    // Followed by the end of the stream; unheard, Node would make an error of the session of it.
    stream.on("frameError", () => undefined);
    stream.on("close", () => this.events.onClose());
    stream.on("end", () => this.#onEnd());
    if (stream.destroyed) process.nextTick(() => this.events.onClose());
  }

  get isWritable(): boolean {
    const stream = this.#stream;
    return stream.writable && !stream.closed && !stream.destroyed && !stream.aborted;
  }

  get isDestroyed(): boolean {
    return this.#stream.destroyed;
  }

  /** Whether it ended by RST_STREAM of the peer, or with its session. */
  get isResetByPeer(): boolean {
    return !this.#isDestroyedByUs && this.#resetCode !== constants.NGHTTP2_NO_ERROR;
  }

  get pendingBytes(): number {
    return this.#stream.destroyed ? 0 : this.#stream.writableLength;
  }

  /** The socket of the session, which many streams share, for reading only; nothing once the session has ended. */
  get info(): StreamInfo {
    const session = this.#session;
    return session === undefined || session.destroyed ? {} : (session.socket ?? {});
  }

  write(parts: readonly Uint8Array[]): void {
    const stream = this.#stream;
    const last = parts.length - 1;
    if (last > 0) stream.cork();
    for (let i = 0; i < last; i += 1) stream.write(parts[i]);
    stream.write(parts[last], this.#onWritten);
    if (last > 0) stream.uncork();
  }

  /** Sends END_STREAM. */
  end(): void {
    this.#stream.end();
  }

  /** Sends RST_STREAM with CANCEL, unless both directions have ended. */
  destroy(): void {
    const stream = this.#stream;
    if (stream.destroyed) return;
    this.#isDestroyedByUs = true;
    if (!stream.closed) stream.close(constants.NGHTTP2_CANCEL);
    // Not only when the reset has left: the peer may not be reading.
    stream.destroy();
  }

  pause(): void {
    this.#stream.pause();
  }

  resume(): void {
    if (!this.#isListening) {
      // Not before: listening to data starts it.
      this.#isListening = true;
      this.#stream.on("data", (bytes: Buffer) => this.events.onBytes(bytes));
    }
    this.#stream.resume();
  }

  /** Node ends the readable side also when the stream was reset, or when the session broke; that is no FIN. */
  #onEnd(): void {
    if (!this.#stream.aborted && this.#resetCode === constants.NGHTTP2_NO_ERROR) this.events.onEnd();
  }

  get #resetCode(): number {
    return this.#stream.rstCode ?? constants.NGHTTP2_NO_ERROR;
  }
}
