/**
 * The hub's broker port with a way to go: messages take time, keep their order, and may be lost, with or without anybody
 * noticing. One node; it knows which channels are wanted and keeps nothing.
 */
import type { Broker, BrokerEvents, ChannelMessage, ControlMessage } from "@longwire/hub";
import type { SeededRandom } from "../../seeded-random.ts";
import type { Actor } from "../world/actor.ts";
import type { World } from "../world/world.ts";

/** How the broker is. */
export interface BrokerNature {
  readonly latencyMs: number;
  /** Share of publications that are lost, 0 to 1. */
  lost: number;
  /** Up and running, or connected and dead: what is published is lost, and nobody is told. */
  state: "running" | "silent";
}

/** @see Broker */
export class SimulatedBroker implements Broker {
  readonly #world: World;
  readonly #process: Actor;
  readonly #random: SeededRandom;
  readonly #nature: BrokerNature;
  readonly #onLost: (channel: string, message: ChannelMessage) => void;
  readonly #channels = new Set<string>();
  #events: BrokerEvents | undefined;

  constructor(
    world: World,
    process: Actor,
    random: SeededRandom,
    nature: BrokerNature,
    onLost: (channel: string, message: ChannelMessage) => void,
  ) {
    this.#world = world;
    this.#process = process;
    this.#random = random;
    this.#nature = nature;
    this.#onLost = onLost;
  }

  async start(events: BrokerEvents): Promise<void> {
    this.#events = events;
  }

  async publish(channel: string, message: ChannelMessage): Promise<void> {
    const { state, lost } = this.#nature;
    if (state === "silent" || (lost > 0 && this.#random.chance(lost))) {
      this.#onLost(channel, message);
      return;
    }
    this.#deliver(() => {
      if (this.#channels.has(channel)) this.#events?.onMessage(channel, message);
    });
  }

  async control(message: ControlMessage): Promise<void> {
    this.#deliver(() => this.#events?.onControl(message));
  }

  subscribe(channel: string): Promise<void> {
    return this.#later(() => {
      this.#channels.add(channel);
    });
  }

  unsubscribe(channel: string): Promise<void> {
    return this.#later(() => {
      this.#channels.delete(channel);
    });
  }

  async probe(): Promise<void> {
    if (this.#nature.state === "silent") throw new Error("the broker does not answer");
  }

  async close(): Promise<void> {
    this.#events = undefined;
    this.#channels.clear();
  }

  /** It was away and is back: the hub is told that messages may be missing. */
  reconnected(): void {
    this.#events?.onUnsure("all");
  }

  // The same way for all: what was asked for first happens first.
  #deliver(happen: () => void): void {
    this.#world.schedule(this.#process, this.#nature.latencyMs, "broker", happen);
  }

  #later(happen: () => void): Promise<void> {
    return new Promise((resolve) =>
      this.#deliver(() => {
        happen();
        resolve();
      }),
    );
  }
}
