/**
 * What the hub needs of a connection, and no more. A socket of `@longwire/websocket` has this shape; so may an HTTP
 * stream, a pipe in memory, or the socket of another runtime. It knows nothing of channels.
 */

/** Events of a connection with their arguments. */
export interface ConnectionEvents {
  /** One message of the transport: text for JSON, bytes for Protobuf. The bytes may be kept. */
  message: [data: string | Uint8Array | ArrayBuffer, isBinary: boolean];
  /** What waited has left, after `send` said false. */
  drain: [];
  /** The connection has ended. Exactly once, and last. */
  close: [code: number, reason: string];
}

/** A bidirectional, ordered transport of messages. */
export interface Connection {
  /** Bytes that were sent and have not left. */
  readonly bufferedAmount: number;
  /**
   * Sends one message: text or bytes, or with `binary: false` text as its UTF-8 bytes. The data is copied.
   * @param options.shared others are sent the same object right after or before, unchanged: what is made of it may be shared.
   * @returns false when much waits (then `drain` follows), or when it is not open any more.
   */
  send(
    data: string | Uint8Array,
    options?: { readonly binary?: boolean | undefined; readonly shared?: boolean | undefined },
  ): boolean;
  /** Ends it after what was sent. @param code a close code of 3000–4999. */
  close(code: number, reason: string): void;
  /** Ends it at once; `close` follows. */
  terminate(): void;
  on(event: "message", listener: (...args: ConnectionEvents["message"]) => void): unknown;
  on(event: "drain", listener: (...args: ConnectionEvents["drain"]) => void): unknown;
  on(event: "close", listener: (...args: ConnectionEvents["close"]) => void): unknown;
}

/** Where a connection comes from: its upgrade request, as far as rules look at it. */
export interface ConnectionRequest {
  /** Path and query of the request's target. */
  readonly url: string;
  /** By lower-case name. */
  readonly headers: { readonly [name: string]: string | readonly string[] | undefined };
  /** Of the client, as the server trusts it. */
  readonly remoteAddress: string | undefined;
}
