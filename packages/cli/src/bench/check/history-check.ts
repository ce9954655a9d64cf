/**
 * Judges a whole history: who was handed what, against what was published and what the logs hold. It shares no code with
 * the hub and knows none of its rules: only what a subscriber may rely on.
 */
import { ChannelHistory } from "./channel-history.ts";
import { type FindingKind, Findings } from "./findings.ts";
import type { FaultRecord, HistoryRecord } from "./history-record.ts";
import { PublicationCheck, type PublicationCounts } from "./publication-check.ts";
import { SubscriberCheck } from "./subscriber-check.ts";

/** What a history comes to. */
export interface HistoryVerdict extends PublicationCounts {
  readonly found: Readonly<Record<FindingKind, number>>;
  readonly examples: readonly string[];
  readonly isRight: boolean;
  readonly clients: number;
  readonly channels: number;
  readonly deliveries: number;
  /** Times that a subscriber came back and was told that it missed nothing. */
  readonly recovered: number;
  /** Times that one was told that something may be missing. */
  readonly unrecovered: number;
  /** What was done, and how often. */
  readonly faults: Readonly<Record<string, number>>;
}

/** Takes the records of all processes, those of one process in their order, and judges them at the end. */
export class HistoryCheck {
  readonly #findings = new Findings();
  readonly #publications = new PublicationCheck(this.#findings);
  readonly #channels = new Map<string, ChannelHistory>();
  readonly #subscribers = new Map<string, SubscriberCheck>();
  readonly #clients = new Set<string>();
  readonly #faults: FaultRecord[] = [];
  readonly #isWanted: (channel: string) => boolean;
  /** Publications in channels that are not looked at. */
  readonly #unwanted = new Set<string>();
  readonly #counts = { deliveries: 0, recovered: 0, unrecovered: 0 };

  /** @param isWanted which channels are looked at. Default: all. */
  constructor(isWanted: (channel: string) => boolean = () => true) {
    this.#isWanted = isWanted;
  }

  /** @throws Error for a record that cannot follow those before it. */
  add(record: HistoryRecord): void {
    if (!this.#concerns(record)) return;
    switch (record.type) {
      case "channel":
        this.#channel(record.channel).declaration = record;
        break;
      case "fault":
        this.#faults.push(record);
        break;
      case "publish":
        this.#publications.published(record);
        break;
      case "ack":
        this.#publications.acked(record);
        break;
      case "refused":
        this.#publications.refused(record.id);
        break;
      case "entry":
        this.#channel(record.channel).noteEntry(record);
        break;
      case "top":
        this.#channel(record.channel).top = record;
        break;
      default:
        this.#addOfSubscriber(record);
    }
  }

  /** The verdict. Once. */
  end(): HistoryVerdict {
    this.#faults.sort((a, b) => a.t - b.t);
    const counts = this.#publications.end((name) => this.#channel(name), this.#faults);
    for (const channel of this.#channels.values()) channel.findPhantoms((id) => this.#publications.isPublished(id));
    for (const subscriber of this.#subscribers.values()) subscriber.end(this.#faults);
    const faults: Record<string, number> = {};
    for (const { fault } of this.#faults) faults[fault] = (faults[fault] ?? 0) + 1;
    return {
      ...counts,
      ...this.#counts,
      found: this.#findings.counts,
      examples: this.#findings.examples,
      isRight: this.#findings.total === 0,
      clients: this.#clients.size,
      channels: this.#channels.size,
      faults,
    };
  }

  #concerns(record: HistoryRecord): boolean {
    if ("channel" in record) {
      const isWanted = this.#isWanted(record.channel);
      if (!isWanted && record.type === "publish") this.#unwanted.add(record.id);
      return isWanted;
    }
    return record.type === "fault" || !this.#unwanted.has(record.id);
  }

  #addOfSubscriber(record: HistoryRecord & { readonly type: "subscribed" | "delivered" }): void {
    const subscriber = this.#subscriber(record.client, record.channel);
    if (record.type === "delivered") {
      this.#counts.deliveries += 1;
      subscriber.delivered(record);
      return;
    }
    if (record.recovered) this.#counts.recovered += 1;
    else if (record.wasRecovering) this.#counts.unrecovered += 1;
    subscriber.subscribed(record);
  }

  #channel(name: string): ChannelHistory {
    let channel = this.#channels.get(name);
    if (channel === undefined) {
      channel = new ChannelHistory(name, this.#findings);
      this.#channels.set(name, channel);
    }
    return channel;
  }

  #subscriber(client: string, channelName: string): SubscriberCheck {
    const key = `${client}\n${channelName}`;
    let subscriber = this.#subscribers.get(key);
    if (subscriber === undefined) {
      this.#clients.add(client);
      subscriber = new SubscriberCheck(client, this.#channel(channelName), this.#findings);
      this.#subscribers.set(key, subscriber);
    }
    return subscriber;
  }
}
