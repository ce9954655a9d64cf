/**
 * Publishes: into the log first, where there is one, and then to subscribers everywhere, so that nobody is shown what a
 * crash may still take back. It knows logs and the broker; who may publish is decided before.
 */
import type { ResolvedChannel } from "../channel/channel-registry.ts";
import { IdempotencyWindow } from "../memory/idempotency-window.ts";
import type { HubCounters } from "../observe/hub-counters.ts";
import type { HubObserver } from "../observe/hub-event.ts";
import type { Broker, ChannelMessage } from "../ports/broker.ts";
import type { Clock } from "../ports/clock.ts";
import type { AppendResult, HistoryStore, NewEntry, Position } from "../ports/history-store.ts";
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
  /** Keys of channels without a log. */
  readonly #windows = new Map<string, IdempotencyWindow>();

  constructor(history: HistoryStore, broker: Broker, clock: Clock, watch: PublisherWatch) {
    this.#history = history;
    this.#broker = broker;
    this.#clock = clock;
    this.#watch = watch;
  }

  /** Resolves when the publication is committed and handed to the broker. */
  async publish(channel: ResolvedChannel, entry: NewEntry, options: PublishOptions = {}): Promise<PublishOutcome> {
    const { history, idempotencyWindowMs: windowMs } = channel.options;
    const { idempotencyKey: key, skipHistory = false } = options;
    const idempotency = key === undefined ? undefined : { key, payloadHash: payloadHash(entry), windowMs };
    if (history !== undefined && !skipHistory) {
      const began = this.#clock.now();
      const appended = await this.#history.append(channel.name, entry, history, idempotency);
      this.#watch.observe({ type: "history-appended", durationMs: this.#clock.now() - began });
      return this.#shown(channel.name, entry, appended);
    }
    const known = key === undefined ? undefined : this.#windows.get(channel.name)?.find(key, this.#clock.now());
    if (known !== undefined) {
      const isSame = known.payloadHash === idempotency?.payloadHash;
      return isSame ? this.#repeated(undefined) : { outcome: "key-reused" };
    }
    if (idempotency !== undefined) {
      this.#windowOf(channel.name).remember(idempotency, { offset: 0, epoch: "-" }, this.#clock.now());
    }
    await this.#show(channel.name, { type: "publication", entry: { ...entry, offset: 0 } });
    return { outcome: "published", position: undefined, isRepeated: false };
  }

  /** To be called now and then: forgets keys that are old. */
  sweep(): void {
    const now = this.#clock.now();
    for (const [channel, window] of this.#windows) {
      window.expire(now);
      if (window.size === 0) this.#windows.delete(channel);
    }
  }

  async #shown(channel: string, entry: NewEntry, appended: AppendResult): Promise<PublishOutcome> {
    if (appended.outcome === "key-reused") return appended;
    const { position } = appended;
    if (appended.outcome === "repeated") return this.#repeated(position);
    await this.#show(channel, { type: "publication", entry: { ...entry, offset: position.offset }, position });
    return { outcome: "published", position, isRepeated: false };
  }

  async #show(channel: string, message: ChannelMessage): Promise<void> {
    const began = this.#clock.now();
    await this.#broker.publish(channel, message);
    this.#watch.counters.publicationsIn += 1;
    this.#watch.observe({ type: "broker-published", durationMs: this.#clock.now() - began });
  }

  #repeated(position: Position | undefined): PublishOutcome {
    this.#watch.counters.publicationsRepeated += 1;
    return { outcome: "published", position, isRepeated: true };
  }

  #windowOf(channel: string): IdempotencyWindow {
    let window = this.#windows.get(channel);
    if (window === undefined) {
      window = new IdempotencyWindow();
      this.#windows.set(channel, window);
    }
    return window;
  }
}
