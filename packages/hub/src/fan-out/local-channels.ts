/**
 * The channels that this node has subscribers in: asks the broker for each while it is needed, and hands on what comes.
 */
import type { ResolvedChannel } from "../channel/channel-registry.ts";
import type { Broker, ChannelMessage } from "../ports/broker.ts";
import type { NextTurn } from "../ports/next-turn.ts";
import { LocalChannel } from "./local-channel.ts";
import { PositionCheck, type PositionCheckPorts } from "./position-check.ts";

interface Held {
  readonly channel: LocalChannel;
  readonly ready: Promise<void>;
  readonly check: PositionCheck | undefined;
  users: number;
}

/** Channels by name. */
export class LocalChannels {
  readonly #broker: Broker;
  readonly #nextTurn: NextTurn;
  readonly #ports: PositionCheckPorts;
  readonly #held = new Map<string, Held>();
  /** Numbers are never used again, so that a late push is of no other channel. */
  #lastId = 0;
  /** The broker is being told that a channel is not needed. */
  readonly #ending = new Map<string, Promise<void>>();

  constructor(broker: Broker, nextTurn: NextTurn, ports: PositionCheckPorts) {
    this.#broker = broker;
    this.#nextTurn = nextTurn;
    this.#ports = ports;
  }

  /** Names of the channels with subscribers on this node, with how many they have. */
  *counts(): Generator<readonly [string, number]> {
    for (const [name, { channel }] of this.#held) yield [name, channel.subscriptions.size];
  }

  get size(): number {
    return this.#held.size;
  }

  /** `resolved`, or what it is alike to: subscribers of one channel share one object. */
  shared(resolved: ResolvedChannel): ResolvedChannel {
    return this.#held.get(resolved.name)?.channel.resolved ?? resolved;
  }

  /** The channel, when nothing that is published in it is missed any more. To be released as often as it was acquired. */
  async acquire(resolved: ResolvedChannel): Promise<LocalChannel> {
    const held = this.#held.get(resolved.name) ?? this.#hold(resolved);
    held.users += 1;
    try {
      await held.ready;
    } catch (error) {
      this.release(resolved.name);
      throw error;
    }
    return held.channel;
  }

  release(name: string): void {
    const held = this.#held.get(name);
    if (held === undefined) return;
    held.users -= 1;
    if (held.users > 0) return;
    this.#held.delete(name);
    held.check?.stop();
    const ending = held.ready
      // Whoever acquired it was told; the broker may have done it all the same.
      .catch(() => undefined)
      .then(() => this.#broker.unsubscribe(name))
      .catch(this.#ports.onError)
      .finally(() => {
        if (this.#ending.get(name) === ending) this.#ending.delete(name);
      });
    this.#ending.set(name, ending);
  }

  onMessage(name: string, message: ChannelMessage): void {
    this.#held.get(name)?.channel.onMessage(message);
  }

  /** Messages may have been lost. */
  onUnsure(names: readonly string[] | "all"): void {
    for (const name of names === "all" ? this.#held.keys() : names) this.#held.get(name)?.check?.now();
  }

  close(): void {
    for (const { check } of this.#held.values()) check?.stop();
    this.#held.clear();
  }

  #hold(resolved: ResolvedChannel): Held {
    const { name, options } = resolved;
    this.#lastId += 1;
    const channel = new LocalChannel(resolved, this.#lastId, this.#nextTurn);
    const isChecked = options.positioned && options.history !== undefined;
    const held: Held = {
      channel,
      ready: this.#subscribe(name),
      check: isChecked ? new PositionCheck(channel, options.history, this.#ports) : undefined,
      users: 0,
    };
    this.#held.set(name, held);
    return held;
  }

  async #subscribe(name: string): Promise<void> {
    await this.#ending.get(name);
    await this.#broker.subscribe(name);
  }
}
