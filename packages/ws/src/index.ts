/**
 * @longwire/ws: the `ws` entry of @longwire/websocket under a name of its own, so that it can stand in for the npm package.
 * It adds nothing. `require` of it gives the class with its statics.
 */
export type {
  ClientOptions,
  CloseEvent,
  Data,
  ErrorEvent,
  Event,
  EventListenerOptions,
  FinishRequestCallback,
  MessageEvent,
  PerMessageDeflateOptions,
  RawData,
  ServerOptions,
  VerifyClientCallbackAsync,
  VerifyClientCallbackSync,
  WebSocketEventMap,
} from "@longwire/websocket/ws";
export {
  createWebSocketStream,
  default,
  extension,
  "module.exports",
  PerMessageDeflate,
  Receiver,
  Sender,
  Server,
  subprotocol,
  WebSocket,
  WebSocketServer,
} from "@longwire/websocket/ws";
