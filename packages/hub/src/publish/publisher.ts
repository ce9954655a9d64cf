/**
 * Publishes: into the log first, where there is one, and then to subscribers everywhere, so that nobody is shown what a
 * crash may still take back. It knows logs and the broker; who may publish is decided before.
 */
import type { ResolvedChannel } from "../channel/channel-registry.ts";
import { IdempotencyWindows } from "../memory/idempotency-windows.ts";
import type { HubCounters } from "../observe/hub-counters.ts";
import type { HubObserver } from "../observe/hub-event.ts";
import type { Broker, ChannelMessage } from "../ports/broker.ts";
import type { Clock } from "../ports/clock.ts";
import type { HistoryStore, Idempotency, NewEntry, Position, Retention } from "../ports/history-store.ts";
import { payloadHash } from "./payload-hash.ts";

/** How a publication is made. */
export interface PublishOptions {
  /** The same key again, within the channel's window, publishes nothing. */
  readonly idempotencyKey?: string | undefined;
  /** Subscribers get it, the log does not. */
  readonly skipHistory?: boolean | undefined;
}

/** What became of a publication. */
export type PublishOutcome =
  /** Published now, or before with the same key. Without a log there is no position. */
  | { readonly outcome: "published"; readonly position: Position | undefined; readonly isRepeated: boolean }
  /** The idempotency key was used for something else. */
  | { readonly outcome: "key-reused" };

/** Who counts publications and is told how long they take. */
export interface PublisherWatch {
  readonly counters: HubCounters;
  readonly observe: HubObserver;
}

/** Publishes into channels. */
export class Publisher {
  readonly #history: HistoryStore;
  readonly #broker: Broker;
  readonly #clock: Clock;
  readonly #watch: PublisherWatch;
  /** Keys of publications that are in no log. */
  readonly #keys = new IdempotencyWindows();
  /** Keys of entries that the broker did not take: whoever tries again has them shown. */
  readonly #unshown = new IdempotencyWindows();

  constructor(history: HistoryStore, broker: Broker, clock: Clock, watch: PublisherWatch) {
    this.#history = history;
    this.#broker = broker;
    this.#clock = clock;
    this.#watch = watch;
  }

  /**
   * Resolves when the publication is committed and handed to the broker. When the broker fails, the entry stands in the
   * log all the same; a second try with the same key on this node hands it over again.
   */
  async publish(channel: ResolvedChannel, entry: NewEntry, options: PublishOptions = {}): Promise<PublishOutcome> {
    const { history, idempotencyWindowMs: windowMs } = channel.options;
    const { idempotencyKey: key, skipHistory = false } = options;
    const idempotency = key === undefined ? undefined : { key, payloadHash: payloadHash(entry), windowMs };
    return history === undefined || skipHistory
      ? this.#publishUnlogged(channel.name, entry, idempotency)
      : this.#publishLogged(channel.name, entry, history, idempotency);
  }

  /** To be called now and then: forgets keys that are old. */
  sweep(): void {
    this.#keys.expire(this.#clock.now());
    this.#unshown.expire(this.#clock.now());
  }

  async #publishUnlogged(
    channel: string,
    entry: NewEntry,
    idempotency: Idempotency | undefined,
  ): Promise<PublishOutcome> {
    const known = idempotency && this.#keys.find(channel, idempotency.key, this.#clock.now());
    if (known !== undefined) {
      const isSame = known.payloadHash === idempotency?.payloadHash;
      if (!isSame) return { outcome: "key-reused" };
      this.#watch.counters.publicationsRepeated += 1;
      return { outcome: "published", position: undefined, isRepeated: true };
    }
    if (idempotency !== undefined) this.#keys.remember(channel, idempotency, nowhere, this.#clock.now());
    try {
      await this.#handOver(channel, { type: "publication", entry: { ...entry, offset: 0 } });
    } catch (error) {
      if (idempotency !== undefined) this.#keys.forget(channel, idempotency.key);
      throw error;
    }
    this.#watch.counters.publicationsIn += 1;
    return { outcome: "published", position: undefined, isRepeated: false };
  }

  async #publishLogged(
    channel: string,
    entry: NewEntry,
    retention: Retention,
    idempotency: Idempotency | undefined,
  ): Promise<PublishOutcome> {
    const began = this.#clock.now();
    const appended = await this.#history.append(channel, entry, retention, idempotency);
    this.#watch.observe({ type: "history-appended", durationMs: this.#clock.now() - began });
    if (appended.outcome === "key-reused") return appended;
    const { position } = appended;
    const isRepeated = appended.outcome === "repeated";
    const isShown =
      isRepeated && (!idempotency || this.#unshown.find(channel, idempotency.key, this.#clock.now()) === undefined);
    if (isRepeated) this.#watch.counters.publicationsRepeated += 1;
    else this.#watch.counters.publicationsIn += 1;
    if (!isShown) await this.#show(channel, entry, position, idempotency);
    return { outcome: "published", position, isRepeated };
  }

  async #show(
    channel: string,
    entry: NewEntry,
    position: Position,
    idempotency: Idempotency | undefined,
  ): Promise<void> {
    try {
      await this.#handOver(channel, {
        type: "publication",
        entry: { ...entry, offset: position.offset },
        position,
      });
    } catch (error) {
      if (idempotency !== undefined) this.#unshown.remember(channel, idempotency, position, this.#clock.now());
      throw error;
    }
    if (idempotency !== undefined) this.#unshown.forget(channel, idempotency.key);
  }

  async #handOver(channel: string, message: ChannelMessage): Promise<void> {
    const began = this.#clock.now();
    await this.#broker.publish(channel, message);
    this.#watch.observe({ type: "broker-published", durationMs: this.#clock.now() - began });
  }
}

/** Of what is in no log. */
const nowhere: Position = { offset: 0, epoch: "-" };
