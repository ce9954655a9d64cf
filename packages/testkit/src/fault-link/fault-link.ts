/**
 * The network as a TCP proxy that lies in wait: latency, bandwidth, bytes in slices, cuts, resets, and silence, as when a
 * cable is pulled. It knows bytes only. Timers are real: here the fault is time.
 */
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { LinkDirection, type LinkWeather } from "./link-direction.ts";

/** `whole`: bytes pass. `reset`: everything is reset, new connections too. `silent`: nothing passes and nothing ends. */
type LinkState = "whole" | "reset" | "silent";

interface Pair {
  readonly near: Socket;
  readonly far: Socket;
  readonly directions: readonly LinkDirection[];
}

const clear: LinkWeather = {};

/** One link, to one port of this machine. */
export class FaultLink {
  readonly #server: Server;
  readonly #pairs = new Set<Pair>();
  readonly #target: number;
  #state: LinkState = "whole";
  #weather: LinkWeather = clear;

  private constructor(target: number) {
    this.#target = target;
    this.#server = createServer({ allowHalfOpen: true }, (near) => this.#accept(near));
  }

  /** A whole link to `target`. */
  static async open(target: number): Promise<FaultLink> {
    const link = new FaultLink(target);
    link.#server.listen(0, "127.0.0.1");
    await once(link.#server, "listening");
    return link;
  }

  /** Where the near end is. */
  get port(): number {
    return (this.#server.address() as AddressInfo).port; // it listens on a port
  }

  /** Connections that have not ended. */
  get size(): number {
    return this.#pairs.size;
  }

  /** How bytes pass from now on; `{}` is at once and as they come. */
  setWeather(weather: LinkWeather): void {
    this.#weather = weather;
    for (const { directions } of this.#pairs) for (const direction of directions) direction.weather = weather;
  }

  /** Every connection ends as if the other side had closed it; new ones pass. */
  cut(): void {
    for (const { near, far } of [...this.#pairs]) {
      near.destroySoon();
      far.destroySoon();
    }
  }

  /** Every connection is reset, and every new one, until it is healed. */
  reset(): void {
    this.#state = "reset";
    this.#resetAll();
  }

  /** Nothing passes any more and nobody is told, also on new connections, until it is healed. */
  silence(): void {
    this.#state = "silent";
    for (const { directions } of this.#pairs) for (const direction of directions) direction.hold();
  }

  /**
   * New connections pass, and the weather is clear. What hung in silence goes on where `goesOn`, late; otherwise it is lost,
   * as behind a router that has forgotten it.
   */
  heal({ goesOn = false }: { readonly goesOn?: boolean } = {}): void {
    const wasSilent = this.#state === "silent";
    this.#state = "whole";
    this.setWeather(clear);
    if (!wasSilent) return;
    if (!goesOn) this.#resetAll();
    for (const { directions } of this.#pairs) for (const direction of directions) direction.release();
  }

  /** Ends it. */
  async close(): Promise<void> {
    this.reset();
    this.#server.close();
    await once(this.#server, "close");
  }

  #accept(near: Socket): void {
    near.on("error", () => undefined);
    if (this.#state === "reset") {
      resetSocket(near);
      return;
    }
    const far = connect({ port: this.#target, host: "127.0.0.1", allowHalfOpen: true });
    const directions = [new LinkDirection(near, far, this.#weather), new LinkDirection(far, near, this.#weather)];
    const pair: Pair = { near, far, directions };
    this.#pairs.add(pair);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      socket.on("error", () => resetSocket(other));
      socket.on("close", () => this.#end(pair));
    }
    if (this.#state === "silent") for (const direction of directions) direction.hold();
  }

  #end(pair: Pair): void {
    this.#pairs.delete(pair);
    for (const direction of pair.directions) direction.stop();
    for (const socket of [pair.near, pair.far]) socket.destroy();
  }

  #resetAll(): void {
    for (const { near, far } of [...this.#pairs]) for (const socket of [near, far]) resetSocket(socket);
  }
}

/** Node leaves the handle of a socket open that is reset while it ends, or a second time. */
function resetSocket(socket: Socket): void {
  if (socket.writableEnded || socket.connecting || socket.destroyed) socket.destroy();
  else socket.resetAndDestroy();
}
