/**
 * One connection in one channel: collects what is live while the log is read, then judges each publication by its position
 * and passes it on. It knows positions, filters and policies; what a command says and what is replied is known elsewhere.
 */
import { type Codec, PreparedPush } from "@longwire/protocol";
import type { ResolvedChannel } from "../channel/channel-registry.ts";
import type { ChannelAddress, LivePublication } from "../fan-out/live-publication.ts";
import { Lane } from "../outbox/lane.ts";
import type { Outgoing } from "../outbox/outgoing.ts";
import type { Clock } from "../ports/clock.ts";
import type { Position } from "../ports/history-store.ts";
import { judgeLive } from "../recovery/judge-live.ts";
import { Sampler } from "./sampler.ts";
import type { TagsFilter } from "./tags-filter.ts";

/** The connection, as far as its subscriptions know it. */
export interface SubscriptionHost {
  readonly codec: Codec;
  readonly clock: Clock;
  /** Publications that a subscription keeps while the log is read. */
  readonly maxBuffered: number;
  /** True while the connection takes nothing. */
  readonly isCongested: boolean;
  push(message: Outgoing, lane: Lane | undefined): void;
  /** What was delivered has a gap: the subscription is to end with 2500. */
  onInsufficientState(subscription: Subscription): void;
  /** The connection is slow: nothing is passed on until it has caught up. */
  onPaused(subscription: Subscription): void;
}

/** How a subscription was asked for. */
export interface SubscriptionOptions {
  readonly origin: "client" | "server";
  readonly filter: TagsFilter | undefined;
  readonly delta: boolean;
  /** It is told who comes and goes. */
  readonly joinLeave: boolean;
}

/** Options without a filter: those that are alike are one object for all connections. */
export function sharedOptions(origin: "client" | "server", delta: boolean, joinLeave: boolean): SubscriptionOptions {
  // All combinations are there.
  return combinations.find(
    (each) => each.origin === origin && each.delta === delta && each.joinLeave === joinLeave,
  ) as SubscriptionOptions;
}

const combinations: readonly SubscriptionOptions[] = (["client", "server"] as const).flatMap((origin) =>
  [true, false].flatMap((delta) =>
    [true, false].map((joinLeave) => Object.freeze({ origin, filter: undefined, delta, joinLeave })),
  ),
);

/** What a subscription is doing. */
export type SubscriptionState =
  /** The log is being read; what is live waits. `overflown`: more came than is kept. */
  | { readonly name: "subscribing"; readonly buffer: LivePublication[]; overflown: boolean }
  | { readonly name: "subscribed" }
  /** The connection is slow: nothing is passed on until it has caught up from the log. */
  | { readonly name: "paused"; newest: number; reader: "idle" | "reading" }
  | { readonly name: "ended" };

const subscribed: SubscriptionState = { name: "subscribed" };
const ended: SubscriptionState = { name: "ended" };

/** A connection in a channel. */
export class Subscription {
  readonly host: SubscriptionHost;
  readonly channel: ResolvedChannel;
  readonly options: SubscriptionOptions;
  readonly #lane: Lane | undefined;
  readonly #sampler: Sampler<LivePublication> | undefined;
  #state: SubscriptionState = { name: "subscribing", buffer: [], overflown: false };
  /** Where the subscriber stands; undefined in channels without positions. */
  #position: Position | undefined;
  /** How its pushes say of which channel they are; before it is active there are none. */
  #address: ChannelAddress | undefined;
  /** Offset of the publication that the next difference may be to. */
  #deltaBase: number | undefined;

  constructor(host: SubscriptionHost, channel: ResolvedChannel, options: SubscriptionOptions) {
    this.host = host;
    this.channel = channel;
    this.options = options;
    this.#lane = laneOf(channel);
    const { slowConsumer } = channel.options;
    if (slowConsumer.policy === "sample") {
      this.#sampler = new Sampler(host.clock, slowConsumer.intervalMs, (item, skipped) => this.#pass(item, skipped));
    }
  }

  get state(): SubscriptionState {
    return this.#state;
  }

  get address(): ChannelAddress | undefined {
    return this.#address;
  }

  get position(): Position | undefined {
    return this.#position;
  }

  /** The lane of what waits for it in the outbox. */
  get lane(): Lane | undefined {
    return this.#lane;
  }

  /** The log was read up to `position` and the reply is on its way: passes on what came meanwhile. */
  activate(address: ChannelAddress, position: Position | undefined, deltaBase: number | undefined): void {
    if (this.#state.name !== "subscribing") return;
    this.#address = address;
    const { buffer } = this.#state;
    this.#position = position;
    this.#deltaBase = deltaBase;
    this.#state = subscribed;
    for (const publication of buffer) this.deliver(publication);
  }

  /** A publication has arrived. */
  deliver(publication: LivePublication): void {
    switch (this.#state.name) {
      case "subscribing":
        if (this.#state.buffer.length < this.host.maxBuffered) this.#state.buffer.push(publication);
        else this.#state.overflown = true;
        break;
      case "subscribed":
        this.#judge(publication);
        break;
      case "paused":
        this.#state.newest = Math.max(this.#state.newest, publication.entry.offset);
        break;
      case "ended":
        break;
    }
  }

  /** Anything but a publication: a join or a leave. */
  notify(message: Outgoing): void {
    if (!this.options.joinLeave) return;
    if (this.#state.name === "subscribed" || this.#state.name === "paused") this.host.push(message, this.#lane);
  }

  /** Passes on an entry of the log while paused. @returns false when it does not follow. */
  catchUp(publication: LivePublication): boolean {
    if (this.#position === undefined || publication.position === undefined) return false;
    if (judgeLive(this.#position, publication.position) !== "deliver") return false;
    this.#accept(publication);
    return true;
  }

  /** Passes on what is live again, if the log has been read up to all that came while paused. */
  resume(): void {
    if (this.#state.name === "paused" && (this.#position?.offset ?? 0) >= this.#state.newest) this.#state = subscribed;
  }

  /** Nothing is passed on any more. */
  end(): void {
    this.#state = ended;
    this.#sampler?.end();
  }

  #judge(publication: LivePublication): void {
    if (this.#position !== undefined && publication.position !== undefined) {
      const verdict = judgeLive(this.#position, publication.position);
      if (verdict === "duplicate") return;
      if (verdict === "gap") {
        this.host.onInsufficientState(this);
        return;
      }
      if (this.host.isCongested && this.channel.options.slowConsumer.policy === "pause-and-recover") {
        this.#state = { name: "paused", newest: publication.entry.offset, reader: "idle" };
        this.host.onPaused(this);
        return;
      }
    }
    this.#accept(publication);
  }

  #accept(publication: LivePublication): void {
    const { position, entry } = publication;
    if (this.#position !== undefined && position !== undefined) this.#position = position;
    const { filter, delta } = this.options;
    const address = this.#address;
    if (address === undefined) return;
    if (filter !== undefined && !filter(entry.tags ?? noTags)) return;
    if (delta) {
      this.host.push(publication.forDelta(address, this.host.codec, this.#deltaBase), this.#lane);
      this.#deltaBase = entry.offset;
    } else if (this.#sampler === undefined) {
      this.host.push(publication.plain(address), this.#lane);
    } else {
      this.#sampler.offer(publication);
    }
  }

  #pass(publication: LivePublication, skipped: number): void {
    if (this.#address === undefined) return;
    const plain = publication.plain(this.#address);
    const { push } = plain;
    this.host.push(skipped === 0 ? plain : new PreparedPush({ ...push, pub: { ...push.pub, skipped } }), this.#lane);
  }
}

const noTags: ReadonlyMap<string, string> = new Map();

/** Where nothing is ever left out there is no need to know what waits. */
function laneOf(channel: ResolvedChannel): Lane | undefined {
  const { slowConsumer } = channel.options;
  const leavesOut = slowConsumer.policy !== "disconnect" && slowConsumer.policy !== "pause-and-recover";
  return leavesOut ? new Lane(slowConsumer) : undefined;
}
