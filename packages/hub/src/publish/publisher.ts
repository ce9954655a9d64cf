/**
 * Publishes: into the log first, where there is one, and then to subscribers everywhere, so that nobody is shown what a
 * crash may still take back. It knows logs and the broker; who may publish is decided before.
 */
import type { ResolvedChannel } from "../channel/channel-registry.ts";
import { IdempotencyWindows } from "../memory/idempotency-windows.ts";
import type { Broker } from "../ports/broker.ts";
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

/** Publishes into channels. */
export class Publisher {
  readonly #history: HistoryStore;
  readonly #broker: Broker;
  readonly #clock: Clock;
  /** Keys of channels without a log. */
  readonly #keys = new IdempotencyWindows();

  constructor(history: HistoryStore, broker: Broker, clock: Clock) {
    this.#history = history;
    this.#broker = broker;
    this.#clock = clock;
  }

  /** Resolves when the publication is committed and handed to the broker. */
  async publish(channel: ResolvedChannel, entry: NewEntry, options: PublishOptions = {}): Promise<PublishOutcome> {
    const { history, idempotencyWindowMs: windowMs } = channel.options;
    const { idempotencyKey: key, skipHistory = false } = options;
    const idempotency = key === undefined ? undefined : { key, payloadHash: payloadHash(entry), windowMs };
    if (history !== undefined && !skipHistory) {
      const appended = await this.#history.append(channel.name, entry, history, idempotency);
      return this.#shown(channel.name, entry, appended);
    }
    const known = key === undefined ? undefined : this.#keys.find(channel.name, key, this.#clock.now());
    if (known !== undefined) {
      const isSame = known.payloadHash === idempotency?.payloadHash;
      return isSame ? { outcome: "published", position: undefined, isRepeated: true } : { outcome: "key-reused" };
    }
    if (idempotency !== undefined) {
      this.#keys.remember(channel.name, idempotency, { offset: 0, epoch: "-" }, this.#clock.now());
    }
    await this.#broker.publish(channel.name, { type: "publication", entry: { ...entry, offset: 0 } });
    return { outcome: "published", position: undefined, isRepeated: false };
  }

  /** To be called now and then: forgets keys that are old. */
  sweep(): void {
    this.#keys.expire(this.#clock.now());
  }

  async #shown(channel: string, entry: NewEntry, appended: AppendResult): Promise<PublishOutcome> {
    if (appended.outcome === "key-reused") return appended;
    const { position } = appended;
    if (appended.outcome === "repeated") return { outcome: "published", position, isRepeated: true };
    await this.#broker.publish(channel, {
      type: "publication",
      entry: { ...entry, offset: position.offset },
      position,
    });
    return { outcome: "published", position, isRepeated: false };
  }
}
