/**
 * The types of the WebSocket interface, in the shape of TypeScript's lib.dom: a value of one is a value of the other.
 * They name the platform's Event, MessageEvent, Blob; nothing here runs.
 */
import type { CloseEvent } from "./close-event.ts";

/** What binary messages arrive as. */
export type BinaryType = "blob" | "arraybuffer";

/** A value of an `on…` attribute. */
export type EventHandler<Event = never> = ((this: WebSocket, event: Event) => unknown) | null;

/** Event objects by type. */
export interface WebSocketEventMap {
  open: Event;
  message: MessageEvent;
  error: Event;
  close: CloseEvent;
}

/** What `send` takes. */
export type SendData = string | ArrayBuffer | ArrayBufferView<ArrayBuffer> | Blob;

type Listener<Type extends keyof WebSocketEventMap> = (this: WebSocket, event: WebSocketEventMap[Type]) => unknown;
type AnyListener = ((event: Event) => void) | { handleEvent(event: Event): void };

interface ListenerOptions {
  capture?: boolean;
}

interface AddListenerOptions extends ListenerOptions {
  once?: boolean;
  passive?: boolean;
  signal?: AbortSignal;
}

/** A WebSocket of the WHATWG standard. */
export interface WebSocket extends EventTarget {
  /** Default "blob". */
  binaryType: BinaryType;
  /** Bytes of application data given to `send` and not yet to the network. Does not fall while a script runs, nor after the end. */
  readonly bufferedAmount: number;
  /** As agreed, or "". */
  readonly extensions: string;
  /** As agreed, or "". */
  readonly protocol: string;
  readonly readyState: 0 | 1 | 2 | 3;
  /** Serialised, with `ws:` or `wss:`. */
  readonly url: string;
  onopen: EventHandler<Event>;
  onmessage: EventHandler<MessageEvent>;
  onerror: EventHandler<Event>;
  onclose: EventHandler<CloseEvent>;
  readonly CONNECTING: 0;
  readonly OPEN: 1;
  readonly CLOSING: 2;
  readonly CLOSED: 3;
  /**
   * Starts the closing handshake, behind all that was sent; while connecting, fails the connection.
   * @throws DOMException `InvalidAccessError` for a code that is neither 1000 nor 3000–4999, `SyntaxError` for a reason of
   * more than 123 bytes.
   */
  close(code?: number, reason?: string): void;
  /** Sends a message. @throws DOMException `InvalidStateError` while connecting. */
  send(data: SendData): void;
  addEventListener<Type extends keyof WebSocketEventMap>(
    type: Type,
    listener: Listener<Type>,
    options?: boolean | AddListenerOptions,
  ): void;
  addEventListener(type: string, listener: AnyListener, options?: boolean | AddListenerOptions): void;
  removeEventListener<Type extends keyof WebSocketEventMap>(
    type: Type,
    listener: Listener<Type>,
    options?: boolean | ListenerOptions,
  ): void;
  removeEventListener(type: string, listener: AnyListener, options?: boolean | ListenerOptions): void;
}

/** The WebSocket interface object. */
export interface WebSocketConstructor {
  readonly prototype: WebSocket;
  /**
   * Connects to `url` (`ws:`, `wss:`; `http:` and `https:` mean the same).
   * @throws DOMException `SyntaxError` for another scheme, a fragment, or subprotocols that are no tokens or not unique.
   */
  new (url: string | URL, protocols?: string | string[]): WebSocket;
  readonly CONNECTING: 0;
  readonly OPEN: 1;
  readonly CLOSING: 2;
  readonly CLOSED: 3;
}
