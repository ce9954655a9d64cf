/**
 * A channel on this node: its subscribers, and the delivery of what the broker brings to all of them, in order. Large
 * fan-outs let the event loop do other things in between.
 */
import { type ClientInfo, PreparedPush } from "@longwire/protocol";
import type { ResolvedChannel } from "../channel/channel-registry.ts";
import type { ChannelMessage } from "../ports/broker.ts";
import type { Entry } from "../ports/history-store.ts";
import type { NextTurn } from "../ports/next-turn.ts";
import type { Subscription } from "../subscription/subscription.ts";
import { type ChannelAddress, LivePublication } from "./live-publication.ts";

/** Subscribers that are served before others get their turn: each costs a write. */
const SUBSCRIBERS_PER_TURN = 1000;
/** Messages times subscribers before others get their turn. */
const DELIVERIES_PER_TURN = 16_000;
/** Messages that are delivered together. */
const MAX_BATCH = 256;

type Delivery = (subscription: Subscription) => void;

/** Subscribers of one channel. */
export class LocalChannel {
  readonly resolved: ResolvedChannel;
  /** How pushes say that they are of this channel. */
  readonly named: ChannelAddress;
  /** The same for subscribers that agreed on a number. */
  readonly numbered: ChannelAddress & { readonly id: number };
  readonly #nextTurn: NextTurn;
  readonly #subscriptions = new Set<Subscription>();
  /** Deliveries that wait for the one that is under way; undefined: none is. */
  #queue: Delivery[] | undefined;
  /** Where there are deltas: the newest entry, with its log. */
  #newest: { readonly entry: Entry; readonly epoch: string } | undefined;

  constructor(resolved: ResolvedChannel, id: number, nextTurn: NextTurn) {
    this.resolved = resolved;
    this.named = { channel: resolved.name };
    this.numbered = { id };
    this.#nextTurn = nextTurn;
  }

  get subscriptions(): ReadonlySet<Subscription> {
    return this.#subscriptions;
  }

  add(subscription: Subscription): void {
    this.#subscriptions.add(subscription);
  }

  remove(subscription: Subscription): void {
    this.#subscriptions.delete(subscription);
  }

  /** A subscriber was given `entry` by its reply: the next publication may be sent to it as a difference. */
  remember(entry: Entry, epoch: string): void {
    if (this.resolved.options.delta === undefined) return;
    if (this.#newest?.epoch !== epoch || this.#newest.entry.offset < entry.offset) this.#newest = { entry, epoch };
  }

  /** Delivers what the broker brought. */
  onMessage(message: ChannelMessage): void {
    if (message.type === "publication") {
      const { entry, position } = message;
      const before = position !== undefined && this.#newest?.epoch === position.epoch ? this.#newest.entry : undefined;
      const publication = new LivePublication(entry, position, before);
      if (position !== undefined) this.remember(entry, position.epoch);
      this.#deliver((subscription) => subscription.deliver(publication));
    } else {
      const { type, info } = message;
      const named = comingOrGoing(this.named, type, info);
      const numbered = comingOrGoing(this.numbered, type, info);
      this.#deliver((subscription) => subscription.notify(subscription.address === this.numbered ? numbered : named));
    }
  }

  #deliver(delivery: Delivery): void {
    if (this.#queue !== undefined) {
      this.#queue.push(delivery);
    } else if (this.#subscriptions.size > SUBSCRIBERS_PER_TURN) {
      this.#queue = [];
      this.#deliverFrom([delivery], [...this.#subscriptions], 0);
    } else {
      for (const subscription of this.#subscriptions) delivery(subscription);
    }
  }

  /**
   * What came while others were served is delivered together: one by one, each message would cost every connection a write.
   * Subscribers who left meanwhile have ended and take nothing; those who came were told the position they begin at.
   */
  #deliverFrom(batch: readonly Delivery[], to: readonly Subscription[], from: number): void {
    const end = Math.min(to.length, from + subscribersInTurn(batch.length));
    for (let i = from; i < end; i += 1) for (const delivery of batch) delivery(to[i] as Subscription);
    if (end < to.length) {
      this.#nextTurn(() => this.#deliverFrom(batch, to, end));
      return;
    }
    const next = this.#queue?.splice(0, MAX_BATCH) ?? [];
    if (next.length === 0) this.#queue = undefined;
    else this.#nextTurn(() => this.#deliverFrom(next, [...this.#subscriptions], 0));
  }
}

function subscribersInTurn(messages: number): number {
  return Math.min(SUBSCRIBERS_PER_TURN, Math.ceil(DELIVERIES_PER_TURN / messages));
}

function comingOrGoing(address: ChannelAddress, type: "join" | "leave", info: ClientInfo): PreparedPush {
  return new PreparedPush(type === "join" ? { ...address, join: { info } } : { ...address, leave: { info } });
}
