/**
 * What the drivers of handshakes and connections need of a stream, and no more: bytes in both directions, half-open ends,
 * and how much waits. `duplex-stream.ts` gives it over any Node stream, `tcp-stream.ts` over a bare TCP handle.
 */

/** Told what happens on a stream, one owner at a time: first the handshake, then the connection. */
export interface ByteStreamEvents {
  /** Bytes arrived. They are lent for the call: copy what is to be kept. */
  onBytes(bytes: Uint8Array): void;
  /** What had to wait of a write has been written. Also after writes of an owner before, and more often than needed. */
  onWritten(): void;
  /** The peer has ended its direction (FIN); nothing follows but `onClose`. */
  onEnd(): void;
  /** The stream failed; `onClose` follows. At most once. The error is made when it is wanted: its stack costs much. */
  onError(makeError: () => Error): void;
  /** The stream is gone. Exactly once. */
  onClose(): void;
}

/** Addresses of a stream's two ends; `net.Socket` has the same names. */
export interface StreamInfo {
  readonly remoteAddress?: string | undefined;
  readonly remotePort?: number | undefined;
  readonly localAddress?: string | undefined;
  readonly localPort?: number | undefined;
}

/** For a stream that nobody owns yet: whatever happens, its next owner finds the stream destroyed. */
export const nobody: ByteStreamEvents = {
  onBytes: () => undefined,
  onWritten: () => undefined,
  onEnd: () => undefined,
  onError: () => undefined,
  onClose: () => undefined,
};

/** A bidirectional stream of bytes that does not end its own direction when the peer ends the other. */
export interface ByteStream {
  /** Who is told; `nobody` at first. Set it before the stream is resumed; it may be handed on. */
  events: ByteStreamEvents;
  /** False after `end`, `destroy` or a failure. */
  readonly isWritable: boolean;
  readonly isDestroyed: boolean;
  /** Bytes that `write` took and the kernel did not yet. */
  readonly pendingBytes: number;
  /** True when nobody reads the bytes of a write any more once `pendingBytes` is 0. Streams of others may hand them on. */
  readonly returnsMemory: boolean;
  /** True when what came at once may be given in several calls of `onBytes` in a row, as TLS does: answers can wait for the last. */
  readonly readsInPieces: boolean;
  /** True for TLS that ends in this process. */
  readonly isSecure: boolean;
  readonly info: StreamInfo;
  /**
   * Writes `parts` in order; they must not change until they are written. When `pendingBytes` is 0 afterwards they are,
   * else `events.onWritten` tells; it may be called later all the same.
   */
  write(parts: readonly Uint8Array[]): void;
  /** Sends FIN after what was written. */
  end(): void;
  /** Ends both directions at once; `onClose` follows later. */
  destroy(): void;
  /** Stops and starts reading. A new stream does not read until it is resumed. */
  pause(): void;
  resume(): void;
}
