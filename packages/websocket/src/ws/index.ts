/**
 * @longwire/websocket/ws: the API of the npm package `ws`, over the same protocol core and the same transport as the main
 * entry. `require` of it gives the class with its statics; `import` gives it as the default and by name.
 */

import type { IncomingMessage } from "node:http";
import type * as net from "node:net";
import type * as client from "./client-options.ts";
import type * as events from "./event-map.ts";
import { format as formatExtensions, parse as parseExtensions } from "./extension.ts";
import type * as data from "./message-data.ts";
import { PerMessageDeflate } from "./per-message-deflate.ts";
import type * as deflate from "./per-message-deflate-options.ts";
import { Receiver } from "./receiver.ts";
import { Sender } from "./sender.ts";
import type * as server from "./server-options.ts";
import { parse as parseSubprotocols } from "./subprotocol.ts";
import { WebSocket as WebSocketClass } from "./web-socket.ts";
import { type WebSocketServer as ServerClass, WebSocketServer } from "./web-socket-server.ts";
import { createWebSocketStream } from "./web-socket-stream.ts";

/** Reads and writes Sec-WebSocket-Extensions. */
export const extension: { readonly parse: typeof parseExtensions; readonly format: typeof formatExtensions } = {
  parse: parseExtensions,
  format: formatExtensions,
};

/** Reads Sec-WebSocket-Protocol. */
export const subprotocol: { readonly parse: typeof parseSubprotocols } = { parse: parseSubprotocols };

/** What hangs on the class, so that one import is enough. */
interface Statics {
  readonly WebSocket: WebSocketConstructor;
  readonly WebSocketServer: typeof WebSocketServer;
  readonly Server: typeof WebSocketServer;
  readonly createWebSocketStream: typeof createWebSocketStream;
  readonly PerMessageDeflate: typeof PerMessageDeflate;
  readonly Receiver: typeof Receiver;
  readonly Sender: typeof Sender;
  readonly extension: typeof extension;
  readonly subprotocol: typeof subprotocol;
}

type WebSocketConstructor = typeof WebSocketClass & Statics;

/** The class, with everything else as statics. */
export const WebSocket: WebSocketConstructor = Object.assign(WebSocketClass, {
  WebSocketServer,
  Server: WebSocketServer,
  createWebSocketStream,
  PerMessageDeflate,
  Receiver,
  Sender,
  extension,
  subprotocol,
}) as WebSocketConstructor;
Object.assign(WebSocket, { WebSocket });

/** A WebSocket connection, or an attempt at one. */
export interface WebSocket extends WebSocketClass {}

/** Options of a client. */
export type ClientOptions = client.ClientOptions<WebSocketClass>;
/** Changes a request before it is sent; it must call `request.end()`. */
export type FinishRequestCallback = client.FinishRequestCallback<WebSocketClass>;
/** An event object. */
export type Event = events.Event<WebSocketClass>;
/** Something failed. */
export type ErrorEvent = events.ErrorEvent<WebSocketClass>;
/** The connection has closed. */
export type CloseEvent = events.CloseEvent<WebSocketClass>;
/** A message arrived. */
export type MessageEvent = events.MessageEvent<WebSocketClass>;
/** Event objects by type. */
export type WebSocketEventMap = events.WebSocketEventMap<WebSocketClass>;
export type { Data, EventListenerOptions } from "./event-map.ts";
export type { RawData } from "./message-data.ts";
export type { PerMessageDeflateOptions } from "./per-message-deflate-options.ts";
export type { ServerOptions, VerifyClientCallbackAsync, VerifyClientCallbackSync } from "./server-options.ts";

/** The types under the names that programs know: `WebSocket.RawData`. */
export declare namespace WebSocket {
  export type RawData = data.RawData;
  export type Data = events.Data;
  export type Event = events.Event<WebSocketClass>;
  export type ErrorEvent = events.ErrorEvent<WebSocketClass>;
  export type CloseEvent = events.CloseEvent<WebSocketClass>;
  export type MessageEvent = events.MessageEvent<WebSocketClass>;
  export type WebSocketEventMap = events.WebSocketEventMap<WebSocketClass>;
  export type EventListenerOptions = events.EventListenerOptions;
  export type ClientOptions = client.ClientOptions<WebSocketClass>;
  export type FinishRequestCallback = client.FinishRequestCallback<WebSocketClass>;
  export type PerMessageDeflateOptions = deflate.PerMessageDeflateOptions;
  export type ServerOptions<
    U extends typeof WebSocketClass = typeof WebSocketClass,
    V extends typeof IncomingMessage = typeof IncomingMessage,
  > = server.ServerOptions<U, V>;
  export type VerifyClientCallbackSync<Request extends IncomingMessage = IncomingMessage> =
    server.VerifyClientCallbackSync<Request>;
  export type VerifyClientCallbackAsync<Request extends IncomingMessage = IncomingMessage> =
    server.VerifyClientCallbackAsync<Request>;
  export type AddressInfo = net.AddressInfo;
  export type WebSocket = WebSocketClass;
  export type WebSocketServer = ServerClass;
  export type Server<
    T extends typeof WebSocketClass = typeof WebSocketClass,
    U extends typeof IncomingMessage = typeof IncomingMessage,
  > = ServerClass<T, U>;
}

export {
  createWebSocketStream,
  PerMessageDeflate,
  Receiver,
  Sender,
  WebSocket as default,
  WebSocket as "module.exports",
  WebSocketServer,
  WebSocketServer as Server,
};
