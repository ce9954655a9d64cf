/**
 * `createWebSocketStream` of the main entry. A connection that did not end cleanly is an error of the stream, so that a
 * pipeline does not take half of something for all of it.
 */
import type { Duplex, DuplexOptions } from "node:stream";
import type { CloseResult } from "@longwire/wire";
import { ClosedError } from "../closed-error.ts";
import { createSocketStream, type StreamedSocket } from "./socket-stream.ts";
import type { WebSocket } from "./web-socket.ts";

/**
 * Wraps `socket`: every chunk is a binary message, every message a chunk. Ending the stream closes the socket with 1000,
 * and the stream finishes when the peer has answered; destroying it terminates the socket. The stream fails with a
 * `ClosedError` when the connection ends without a closing handshake, or with a code other than 1000 and 1005.
 * Do not listen to the socket's messages or pause it besides.
 * @param options of the `Duplex`; with `readableObjectMode`, text arrives as strings.
 */
export function createWebSocketStream(socket: WebSocket, options: DuplexOptions = {}): Duplex {
  // First, so that it is seen before the end of the stream.
  socket.once("close", (code: number, _reason: string, result: CloseResult) => {
    const isNormal = result.wasClean && (code === 1000 || code === 1005);
    if (!isNormal) stream.destroy(new ClosedError(result));
  });
  const stream: Duplex = createSocketStream(socket as unknown as StreamedSocket, options, (done) => {
    if (socket.readyState === socket.CLOSED) {
      done();
      return;
    }
    socket.once("close", () => done());
    socket.close(1000);
  });
  return stream;
}
