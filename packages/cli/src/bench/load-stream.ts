/**
 * What a load generator needs of a connection's bytes. Who moves them is `create-dialer.ts`'s choice; WebSocket is unknown here.
 */

/** What happens on a stream; nothing before `dial` has returned, and nothing after `end`. */
export interface LoadStreamEvents {
  /** Bytes can be written. */
  onConnected(): void;
  /** The first `length` bytes of the dialer's read buffer have come on this stream; the next read changes them. */
  onRead(length: number): void;
  /** There is no connection, or no more. Called once, and last. */
  onLost(error: Error): void;
}

/** A connection, under way or made. */
export interface LoadStream {
  /** Sends bytes that nobody changes afterwards. */
  write(bytes: Buffer): void;
  /** Sends text in Latin-1. */
  writeText(text: string): void;
  /** Ends at once: with a reset where there is no TLS, so that no port is left waiting. */
  end(): void;
}

/** Connects to one server. */
export interface Dialer {
  /** All its streams read into it, one after the other. */
  readonly readBuffer: Buffer;
  /** Begins connection number `index`, from 0. */
  dial(index: number, events: LoadStreamEvents): LoadStream;
}
