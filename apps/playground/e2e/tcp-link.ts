/**
 * The network between browsers and a server as a TCP proxy that a test can cut: with resets, or without a word, as when a
 * cable is pulled. It knows bytes only.
 */

import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** `whole`: bytes pass. `reset`: connections are reset, new ones too. `silent`: nothing passes and nothing ends. */
type LinkState = "whole" | "reset" | "silent";

/** One link, to one port of this machine. */
export class TcpLink {
  readonly #server: Server;
  readonly #pairs = new Set<readonly [Socket, Socket]>();
  #target: number;
  #state: LinkState = "whole";

  private constructor(target: number) {
    this.#target = target;
    this.#server = createServer((near) => this.#accept(near));
  }

  /** A whole link to `target`. */
  static async open(target: number): Promise<TcpLink> {
    const link = new TcpLink(target);
    link.#server.listen(0, "127.0.0.1");
    await once(link.#server, "listening");
    return link;
  }

  /** Where browsers reach the server through it. */
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Connections that were made and have not ended. */
  get size(): number {
    return this.#pairs.size;
  }

  /** Leads to another port from now on. */
  redirect(target: number): void {
    this.#target = target;
  }

  /** Every connection is reset, and every new one, until it is healed. */
  reset(): void {
    this.#state = "reset";
    this.#resetAll();
  }

  /** Nothing passes any more and nobody is told, also of new connections, until it is healed. */
  silence(): void {
    this.#state = "silent";
    for (const pair of this.#pairs) for (const socket of pair) socket.pause();
  }

  /** New connections pass. What hung in silence is lost, as behind a router that has forgotten it. */
  heal(): void {
    const wasSilent = this.#state === "silent";
    this.#state = "whole";
    if (wasSilent) this.#resetAll();
  }

  /** Ends it. */
  async close(): Promise<void> {
    this.reset();
    this.#server.close();
    await once(this.#server, "close");
  }

  #accept(near: Socket): void {
    if (this.#state === "reset") {
      near.on("error", () => undefined);
      near.resetAndDestroy();
      return;
    }
    const far = connect(this.#target, "127.0.0.1");
    const pair = [near, far] as const;
    this.#pairs.add(pair);
    for (const [from, to] of [pair, [far, near] as const]) {
      from.on("error", () => to.destroy());
      from.on("close", () => {
        to.destroy();
        this.#pairs.delete(pair);
      });
      from.pipe(to);
    }
    if (this.#state === "silent") for (const socket of pair) socket.pause();
  }

  #resetAll(): void {
    for (const pair of [...this.#pairs]) for (const socket of pair) socket.resetAndDestroy();
  }
}
