/**
 * Every message to every connection, and none lost: while a receiver lags behind, the senders are not read from.
 * It knows sockets that are open; the limits that end a dead receiver are the server's.
 */
import type { WebSocket, WebSocketServer } from "@longwire/websocket";

/** A receiver with more than this waiting holds the senders back. */
const LAG_BYTES = 1024 * 1024;

/** The fan-out of one server. */
export class FanOut {
  readonly #server: WebSocketServer;
  readonly #lagging = new Set<WebSocket>();
  readonly #pausedSenders = new Set<WebSocket>();
  /** Kept, so that a message costs no closure. Judged before a message is sent: one more is no matter. */
  readonly #noteLag = (receiver: WebSocket): boolean => {
    if (receiver.bufferedAmount > LAG_BYTES) this.#lagging.add(receiver);
    return true;
  };

  constructor(server: WebSocketServer) {
    this.#server = server;
  }

  /** Takes in a socket that has just opened. */
  add(socket: WebSocket): void {
    socket.on("message", (data, isBinary) => {
      this.#server.broadcast(data, { binary: isBinary, filter: this.#noteLag });
      if (this.#lagging.size === 0) return;
      this.#pausedSenders.add(socket);
      socket.pause();
    });
    socket.on("drain", () => this.#caughtUp(socket));
    socket.on("close", () => {
      this.#pausedSenders.delete(socket);
      this.#caughtUp(socket);
    });
  }

  #caughtUp(receiver: WebSocket): void {
    this.#lagging.delete(receiver);
    if (this.#lagging.size > 0) return;
    for (const sender of this.#pausedSenders) sender.resume();
    this.#pausedSenders.clear();
  }
}
