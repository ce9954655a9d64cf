/**
 * `createWebSocketStream` of the `ws` entry. Ending the stream is done when the stream below has finished, as in `ws`.
 */
import type { EventEmitter } from "node:events";
import type { Duplex, DuplexOptions, Writable } from "node:stream";
import { createSocketStream, type StreamedSocket } from "../socket/socket-stream.ts";

/** A socket of `ws`, or one made like it. */
interface SocketOverStream extends StreamedSocket {
  /** `null` when the handshake failed. */
  readonly _socket: Writable | null;
  close(): void;
}

/**
 * Wraps `websocket`. Ending the stream closes the socket; destroying it terminates the socket; an error of the socket
 * destroys the stream.
 * @param options of the `Duplex`; with `readableObjectMode`, text arrives as strings.
 */
export function createWebSocketStream(websocket: EventEmitter, options: DuplexOptions = {}): Duplex {
  // `EventEmitter` in the signature lets sockets with narrower events in.
  const socket = websocket as unknown as SocketOverStream;
  return createSocketStream(socket, options, (done) => {
    const { _socket: below } = socket;
    // A handshake that failed: the error of the socket destroys the stream.
    if (below === null) return;
    if (below.writableFinished) {
      done();
      return;
    }
    below.once("finish", () => done());
    socket.close();
  });
}
