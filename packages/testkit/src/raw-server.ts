/**
 * A TCP server on a free port that gives every connection to the test as a `RawPeer`: the wrong kind of server for a client.
 */
import { once } from "node:events";
import { type AddressInfo, createServer, type Server } from "node:net";
import { RawPeer } from "./raw-peer.ts";

/** Listens on 127.0.0.1. `close` it at the end of the test. */
export class RawServer {
  readonly port: number;
  readonly #server: Server;
  readonly #peers: RawPeer[] = [];
  #taken = 0;

  private constructor(server: Server) {
    this.#server = server;
    this.port = (server.address() as AddressInfo).port; // a TCP server that listens
    server.on("connection", (socket) => this.#peers.push(new RawPeer(socket)));
  }

  /** Opens a free port. */
  static async listen(): Promise<RawServer> {
    const server = createServer({ allowHalfOpen: true });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return new RawServer(server);
  }

  /** `ws://127.0.0.1:port` followed by `path`. */
  url(path = "/"): string {
    return `ws://127.0.0.1:${this.port}${path}`;
  }

  /** Connections so far. */
  get count(): number {
    return this.#peers.length;
  }

  /** The next connection that has not been taken yet. */
  async nextPeer(): Promise<RawPeer> {
    if (this.#taken >= this.#peers.length) await once(this.#server, "connection");
    this.#taken += 1;
    return this.#peers[this.#taken - 1] as RawPeer; // pushed by the first listener of the event
  }

  /** Ends all connections and frees the port. */
  async close(): Promise<void> {
    for (const peer of this.#peers) peer.destroy();
    const closed = once(this.#server, "close");
    this.#server.close();
    await closed;
  }
}
