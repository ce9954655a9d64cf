/**
 * The events of a socket of the `ws` entry as types: what `on` gets, and what listeners in the browser's way get.
 */
import type { ClientRequest, IncomingMessage } from "node:http";
import type { RawData } from "./message-data.ts";

/** Events of a socket with their arguments. */
export interface WebSocketEvents {
  open: [];
  message: [data: RawData, isBinary: boolean];
  ping: [data: Buffer];
  pong: [data: Buffer];
  close: [code: number, reason: Buffer];
  error: [error: Error];
  upgrade: [response: IncomingMessage];
  redirect: [url: string, request: ClientRequest];
  "unexpected-response": [request: ClientRequest, response: IncomingMessage];
}

/** Data of a `MessageEvent`: a string for text, else what `binaryType` says. */
export type Data = string | RawData;

/** An event object; `target` is the socket. */
export interface Event<Target = unknown> {
  readonly type: string;
  readonly target: Target;
}

/** Something failed. */
export interface ErrorEvent<Target = unknown> extends Event<Target> {
  readonly error: unknown;
  readonly message: string;
}

/** The connection has closed. */
export interface CloseEvent<Target = unknown> extends Event<Target> {
  readonly wasClean: boolean;
  readonly code: number;
  readonly reason: string;
}

/** A message arrived. */
export interface MessageEvent<Target = unknown> extends Event<Target> {
  readonly data: Data;
}

/** Event objects by type. */
export interface WebSocketEventMap<Target = unknown> {
  open: Event<Target>;
  error: ErrorEvent<Target>;
  close: CloseEvent<Target>;
  message: MessageEvent<Target>;
}

/** Options of `addEventListener`. */
export interface EventListenerOptions {
  readonly once?: boolean | undefined;
}

/** A listener: a function, or an object with `handleEvent`. */
export type Listener<Type extends keyof WebSocketEventMap, Target> =
  | ((event: WebSocketEventMap<Target>[Type]) => void)
  | { handleEvent(event: WebSocketEventMap<Target>[Type]): void };

/** A handler as in `socket.onmessage = handler`. */
export type Handler<Type extends keyof WebSocketEventMap, Target> =
  | ((event: WebSocketEventMap<Target>[Type]) => void)
  | null;
