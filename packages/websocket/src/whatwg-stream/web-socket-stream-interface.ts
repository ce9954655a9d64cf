/**
 * The types of WebSocketStream, after the proposal of Chromium. Nothing here runs.
 */
import type { ReadableStream, WritableStream } from "node:stream/web";
import type { WebSocketCloseInfo } from "./web-socket-error.ts";

/** A received message: a string for text, bytes with memory of their own for binary. */
export type StreamMessage = string | Uint8Array<ArrayBuffer>;

/** What `opened` resolves with. */
export interface WebSocketOpenInfo {
  /** Messages in order. While one waits here, the server is slowed down. */
  readonly readable: ReadableStream<StreamMessage>;
  /** A write ends when the network has taken the message. Closing it closes the connection. */
  readonly writable: WritableStream<StreamMessage | ArrayBuffer | ArrayBufferView>;
  /** As agreed, or "". */
  readonly extensions: string;
  readonly protocol: string;
}

/** Options of `new WebSocketStream`. */
export interface WebSocketStreamOptions {
  /** Subprotocols to offer, in order of preference. */
  protocols?: string[];
  /** Aborts the handshake; does nothing afterwards. */
  signal?: AbortSignal;
}

/** A WebSocket whose messages are streams. */
export interface WebSocketStream {
  /** Serialised, with `ws:` or `wss:`. */
  readonly url: string;
  /** Rejects with a WebSocketError, or with the reason of `signal`. */
  readonly opened: Promise<WebSocketOpenInfo>;
  /** How the connection closed; rejects with a WebSocketError when that was not clean. */
  readonly closed: Promise<{ readonly closeCode: number; readonly reason: string }>;
  /** Starts the closing handshake. @throws DOMException `InvalidAccessError`, `SyntaxError`; TypeError. */
  close(closeInfo?: WebSocketCloseInfo): void;
}

/** The WebSocketStream interface object. */
export interface WebSocketStreamConstructor {
  readonly prototype: WebSocketStream;
  /** @throws DOMException `SyntaxError` as the WebSocket constructor. @throws TypeError for options of a wrong type. */
  new (url: string | URL, options?: WebSocketStreamOptions): WebSocketStream;
}
