/**
 * The simulated network: takes dials to wherever the hub is at the moment, and has a hand on every connection, so that
 * faults can befall it. It knows no protocol.
 */
import type { SeededRandom } from "../../seeded-random.ts";
import type { Actor } from "../world/actor.ts";
import type { World } from "../world/world.ts";
import { Link, type Tap } from "./link.ts";
import type { SimulatedConnection } from "./simulated-connection.ts";
import type { ClientLine, SimulatedWebSocket } from "./simulated-web-socket.ts";

/** How the network is in a run. */
export interface NetworkNature {
  /** Of each message, at least and at most. */
  readonly minLatencyMs: number;
  readonly maxLatencyMs: number;
  /** Share of dials that are refused, 0 to 1; and of those that are never answered. */
  refusedDials: number;
  unansweredDials: number;
}

/** A process that takes connections. */
export interface Listener {
  readonly actor: Actor;
  accept(link: Link, connection: SimulatedConnection, protocol: string): void;
}

/** All connections of a run. */
export class Network {
  readonly nature: NetworkNature;
  readonly #world: World;
  readonly #random: SeededRandom;
  readonly #listener: () => Listener | undefined;
  readonly #tap: Tap;
  #links: Link[] = [];
  #dials = 0;

  /** @param listener the process that listens at the moment, if any. @param tap told what servers send. */
  constructor(
    world: World,
    random: SeededRandom,
    nature: NetworkNature,
    listener: () => Listener | undefined,
    tap: Tap,
  ) {
    this.#world = world;
    this.#random = random;
    this.nature = nature;
    this.#listener = listener;
    this.#tap = tap;
  }

  /** Connections that have not been cut. */
  get links(): readonly Link[] {
    this.#links = this.#links.filter((link) => link.isOpen);
    return this.#links;
  }

  /** How long a message takes. */
  latencyMs(): number {
    const { minLatencyMs, maxLatencyMs } = this.nature;
    return minLatencyMs + this.#random.below(maxLatencyMs - minLatencyMs + 1);
  }

  /** A client dials. */
  dial(client: Actor, socket: SimulatedWebSocket): ClientLine {
    this.#dials += 1;
    const id = `link${this.#dials}`;
    let link: Link | undefined;
    let isGivenUp = false;
    const isUnanswered = this.#random.chance(this.nature.unansweredDials);
    const isRefused = this.#random.chance(this.nature.refusedDials);
    this.#world.schedule(this.#world.nature, this.latencyMs(), `${id} dial`, () => {
      if (isUnanswered || isGivenUp) return;
      const listener = this.#listener();
      if (isRefused || listener === undefined) {
        const refused = { code: 1006, reason: "" };
        this.#world.schedule(client, this.latencyMs(), `${id} refused`, () => socket.ended(refused));
        return;
      }
      link = this.#connect(id, client, socket, listener);
    });
    return {
      send: (frame) => link?.send(frame),
      close: (code, reason) => {
        isGivenUp = true;
        link?.close(code, reason);
      },
    };
  }

  #connect(id: string, client: Actor, socket: SimulatedWebSocket, listener: Listener): Link {
    const nature = (): { latencyMs: () => number; bytesPerMs: number } => ({
      latencyMs: () => this.latencyMs(),
      bytesPerMs: Number.POSITIVE_INFINITY,
    });
    const ends = { id, client, server: listener.actor, socket };
    const link = new Link(this.#world, ends, nature(), nature(), this.#tap);
    this.#links.push(link);
    this.#world.schedule(listener.actor, 0, `${id} accept`, () => {
      listener.accept(link, link.connection, socket.protocol);
      link.open();
    });
    return link;
  }
}
