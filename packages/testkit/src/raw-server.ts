/**
 * A TCP or TLS server on a free port that gives every connection to the test as a `RawPeer`: the wrong kind of server for a client.
 */
import { once } from "node:events";
import { type AddressInfo, createServer, type Server } from "node:net";
import { createSecureContext, TLSSocket } from "node:tls";
import { RawPeer } from "./raw-peer.ts";
import type { SelfSigned } from "./self-signed.ts";

/** Listens on 127.0.0.1. `close` it at the end of the test. */
export class RawServer {
  readonly port: number;
  readonly #isSecure: boolean;
  readonly #server: Server;
  readonly #peers: RawPeer[] = [];
  #taken = 0;

  #onPeer: () => void = () => undefined;

  private constructor(server: Server, tls: SelfSigned | undefined) {
    this.#server = server;
    this.#isSecure = tls !== undefined;
    this.port = (server.address() as AddressInfo).port; // a TCP server that listens
    const secureContext = tls === undefined ? undefined : createSecureContext(tls);
    server.on("connection", (tcp) => {
      if (secureContext === undefined) {
        this.#add(new RawPeer(tcp));
        return;
      }
      const socket = new TLSSocket(tcp, { isServer: true, secureContext });
      socket.once("secure", () => this.#add(new RawPeer(socket, tcp)));
    });
  }

  #add(peer: RawPeer): void {
    this.#peers.push(peer);
    this.#onPeer();
  }

  /** Opens a free port. With `tls`, peers are those whose TLS handshake is done. */
  static async listen(tls?: SelfSigned): Promise<RawServer> {
    const server = createServer({ allowHalfOpen: true });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return new RawServer(server, tls);
  }

  /** `ws://127.0.0.1:port` (`wss:` with TLS) followed by `path`. */
  url(path = "/"): string {
    return `${this.#isSecure ? "wss" : "ws"}://127.0.0.1:${this.port}${path}`;
  }

  /** Connections so far. */
  get count(): number {
    return this.#peers.length;
  }

  /** The next connection that has not been taken yet. */
  async nextPeer(): Promise<RawPeer> {
    while (this.#taken >= this.#peers.length) {
      await new Promise<void>((resolve) => {
        this.#onPeer = resolve;
      });
    }
    this.#taken += 1;
    return this.#peers[this.#taken - 1] as RawPeer; // there are more than were taken
  }

  /** Ends all connections and frees the port. */
  async close(): Promise<void> {
    for (const peer of this.#peers) peer.destroy();
    const closed = once(this.#server, "close");
    this.#server.close();
    await closed;
  }
}
