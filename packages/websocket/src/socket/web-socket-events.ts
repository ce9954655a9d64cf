/**
 * The events of a WebSocket, with their arguments; what Node's `on` and `emit` are typed with.
 */
import type { CloseResult } from "@longwire/wire";

/** What binary messages arrive as. */
export type BinaryType = "nodebuffer" | "arraybuffer";

/** Events of a socket with their arguments. */
export interface WebSocketEvents {
  /** The handshake is done (clients only; a server's sockets are open from the start). */
  open: [];
  /** A message: a string for text, for binary what `binaryType` says. The memory is the application's own. */
  message: [data: string | Buffer | ArrayBuffer, isBinary: boolean];
  /** A Ping arrived; the Pong is on its way. At most 125 bytes. */
  ping: [payload: Buffer];
  /** A Pong arrived. At most 125 bytes. */
  pong: [payload: Buffer];
  /** Waiting output has drained after `send` said false. */
  drain: [];
  /** The peer began to close, or broke a rule; `close` follows. */
  closing: [];
  /** The connection has ended; nothing follows. `reason` comes from the peer: do not trust it. */
  close: [code: number, reason: string, result: CloseResult];
  /** The attempt or the network failed; `close` follows. Nothing is thrown when nobody listens. */
  error: [error: Error];
}
