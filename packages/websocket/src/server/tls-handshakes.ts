/**
 * The connections of a TLS server whose TLS handshake is not done: nobody else knows of them yet, but they cost memory and
 * keep a server from closing. It counts and ends them; TLS itself is Node's business.
 */
import type { Server, Socket } from "node:net";

/** Watches one server. */
export class TlsHandshakes {
  /** By address of the peer: what a TCP connection and the TLS socket over it have in common. */
  readonly #sockets = new Map<string, Socket>();

  /** @param limit connections beyond so many handshakes are ended at once: without TLS they cannot be told why. */
  constructor(server: Server, limit: number) {
    server.on("connection", (socket: Socket) => this.#begin(socket, limit));
    server.on("secureConnection", (socket: Socket) => this.#sockets.delete(peerOf(socket)));
  }

  /** Ends all of them. */
  destroyAll(): void {
    for (const socket of this.#sockets.values()) socket.destroy();
  }

  #begin(socket: Socket, limit: number): void {
    if (this.#sockets.size >= limit) {
      socket.destroy();
      return;
    }
    const peer = peerOf(socket);
    this.#sockets.set(peer, socket);
    socket.once("close", () => {
      if (this.#sockets.get(peer) === socket) this.#sockets.delete(peer);
    });
  }
}

function peerOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}
