/**
 * @longwire/websocket/whatwg: the WebSocket of the WHATWG standard, for Node.
 */

export { CloseEvent, type CloseEventConstructor, type CloseEventInit } from "./close-event.ts";
export { createWebSocket } from "./create-web-socket.ts";
export type { CreateWebSocketOptions } from "./socket-request.ts";
export { WebSocket } from "./web-socket.ts";
export type { BinaryType, SendData, WebSocketConstructor, WebSocketEventMap } from "./web-socket-interface.ts";
