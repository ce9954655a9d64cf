/**
 * @longwire/websocket: WebSocket server and client for Node.
 * This is the package's main entry; nothing else of it may be imported from outside.
 */

export type { ConnectOptions, HeadersOption } from "./client/connect-options.ts";
export { HandshakeError } from "./client/handshake-error.ts";
export { ClosedError } from "./closed-error.ts";
export type { PerMessageDeflateOptions } from "./deflate/deflate-options.ts";
export { type Http2Limits, http2Limits, http2ServerOptions } from "./http2/http2-limits.ts";
export type { Http2ConnectOptions, Http2Option } from "./http2/http2-option.ts";
export { Http2Pool, type Http2PoolOptions } from "./http2/http2-pool.ts";
export type { ProxyHeader } from "./server/forwarded-addresses.ts";
export { refuse, UpgradeRefusal } from "./server/refuse.ts";
export type { Authenticate, ServerOptions } from "./server/server-options.ts";
export type { TrustProxy } from "./server/trusted-proxies.ts";
export { UpgradeRequest } from "./server/upgrade-request.ts";
export {
  type BroadcastOptions,
  type ServerCloseOptions,
  type ServerEvents,
  WebSocketServer,
} from "./server/web-socket-server.ts";
export type { OutgoingData } from "./socket/outgoing-data.ts";
export { PreparedMessage } from "./socket/prepared-message.ts";
export { type SendOptions, WebSocket } from "./socket/web-socket.ts";
export type { BinaryType, WebSocketEvents } from "./socket/web-socket-events.ts";
export { createWebSocketStream } from "./socket/web-socket-stream.ts";
export type { WireTap } from "./socket/wire-tap.ts";
