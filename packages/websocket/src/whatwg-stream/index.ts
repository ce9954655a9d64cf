/**
 * @longwire/websocket/whatwg-stream: WebSocketStream, the proposal of Chromium, for Node.
 */

export { type WebSocketCloseInfo, WebSocketError, type WebSocketErrorConstructor } from "./web-socket-error.ts";
export { WebSocketStream } from "./web-socket-stream.ts";
export type {
  StreamMessage,
  WebSocketOpenInfo,
  WebSocketStreamConstructor,
  WebSocketStreamOptions,
} from "./web-socket-stream-interface.ts";
