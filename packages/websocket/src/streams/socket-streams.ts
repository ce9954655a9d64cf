/**
 * Chooses the path for a stream that somebody else opened: the handle of a socket where this Node allows it, the plain
 * path elsewhere. It holds what the streams of one server, or of all clients, share.
 */
import type { Duplex } from "node:stream";
import type { ByteStream } from "./byte-stream.ts";
import { DuplexStream } from "./duplex-stream.ts";
import { HandleStream, SharedReads } from "./handle-stream.ts";
import { findSocketHandle } from "./socket-handle.ts";
import { findStreamBinding, type StreamBinding } from "./tcp-handle.ts";

/** Makes byte streams of Node streams. */
export class SocketStreams {
  readonly #readBuffer: () => Uint8Array;
  readonly #findBinding: () => StreamBinding | undefined;
  #shared: SharedReads | "none" | undefined;

  /**
   * Both functions are asked once, for the first stream. @param readBuffer lent to whoever reads, for the call; it may be
   * changed then. @param findBinding `undefined` from it means the plain path for all.
   */
  constructor(readBuffer: () => Uint8Array, findBinding: () => StreamBinding | undefined = findStreamBinding) {
    this.#readBuffer = readBuffer;
    this.#findBinding = findBinding;
  }

  /** A byte stream over `duplex`, which belongs to it from now on. It does not read until it is resumed. */
  over(duplex: Duplex): ByteStream {
    const shared = this.#sharedReads();
    const found = shared === "none" ? undefined : findSocketHandle(duplex);
    if (shared === "none" || found === undefined) return new DuplexStream(duplex);
    return new HandleStream(found.socket, found.handle, shared);
  }

  #sharedReads(): SharedReads | "none" {
    if (this.#shared === undefined) {
      const binding = this.#findBinding();
      this.#shared = binding === undefined ? "none" : new SharedReads(binding, this.#readBuffer());
    }
    return this.#shared;
  }
}

/** The plain path for every stream. */
export const plainStreams: SocketStreams = new SocketStreams(
  () => new Uint8Array(0),
  () => undefined,
);
