/**
 * Follows what was published: what was acknowledged must be in the log, once, in the order of its publisher; what was refused
 * must not. Publications without an answer may be there or not: their number is told.
 */
import type { ChannelHistory, Place } from "./channel-history.ts";
import type { Findings } from "./findings.ts";
import type { AckRecord, FaultRecord, PublishRecord } from "./history-record.ts";

interface Publication {
  readonly sent: PublishRecord;
  /** The one by the same publisher that had been acknowledged last when this one was sent. */
  readonly after: string | undefined;
  ack: AckRecord | undefined;
  isRefused: boolean;
}

/** What became of the publications. */
export interface PublicationCounts {
  readonly published: number;
  readonly acked: number;
  readonly refused: number;
  /** Without an answer. */
  readonly unknown: number;
  /** Of those, how many are in a log. */
  readonly unknownLogged: number;
  /** Acknowledged and gone by a fault that the channel's declaration does not survive. */
  readonly forgotten: number;
  /** Acknowledged without a position, and not in a log that was trimmed: it cannot be told. */
  readonly unchecked: number;
}

/** The publications of a history. */
export class PublicationCheck {
  readonly #findings: Findings;
  readonly #publications = new Map<string, Publication>();
  /** The last that was acknowledged, by channel and publisher. */
  readonly #lastAcked = new Map<string, string>();

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  published(sent: PublishRecord): void {
    if (this.#publications.has(sent.id)) throw new Error(`publication ${sent.id} is in the history twice`);
    const after = this.#lastAcked.get(streamOf(sent));
    this.#publications.set(sent.id, { sent, after, ack: undefined, isRefused: false });
  }

  acked(ack: AckRecord): void {
    const publication = this.#find(ack.id);
    publication.ack = ack;
    this.#lastAcked.set(streamOf(publication.sent), ack.id);
  }

  refused(id: string): void {
    this.#find(id).isRefused = true;
  }

  /** Whether anybody may have been handed `id`. */
  isPublished(id: string): boolean {
    const publication = this.#publications.get(id);
    return publication !== undefined && !publication.isRefused;
  }

  /** The history is complete. */
  end(channelOf: (name: string) => ChannelHistory, faults: readonly FaultRecord[]): PublicationCounts {
    const counts = { published: 0, acked: 0, refused: 0, unknown: 0, unknownLogged: 0, forgotten: 0, unchecked: 0 };
    for (const publication of this.#publications.values()) {
      const { sent, ack, isRefused } = publication;
      const channel = channelOf(sent.channel);
      const place = channel.placeOf(sent.id);
      counts.published += 1;
      if (place !== undefined) this.#judgeOrder(publication, channel, place);
      if (isRefused) {
        counts.refused += 1;
        if (place !== undefined) this.#findings.add("phantom", `${sent.id} was refused and is in ${sent.channel}`);
      } else if (ack === undefined) {
        counts.unknown += 1;
        if (place !== undefined) counts.unknownLogged += 1;
      } else {
        counts.acked += 1;
        const outcome = this.#judgeAck(sent, ack, channel, place, faults);
        if (outcome !== undefined) counts[outcome] += 1;
      }
    }
    return counts;
  }

  #judgeAck(
    sent: PublishRecord,
    ack: AckRecord,
    channel: ChannelHistory,
    place: Place | undefined,
    faults: readonly FaultRecord[],
  ): "forgotten" | "unchecked" | undefined {
    const { id, epoch, offset } = ack;
    const said = epoch === undefined || offset === undefined ? undefined : { epoch, offset };
    if (place !== undefined) {
      const isElsewhere = said?.epoch === place.epoch && said.offset !== place.offset;
      if (!isElsewhere) return undefined;
      const text = `${id} was acknowledged at ${said.offset} of ${channel.name}, and is at ${place.offset}`;
      this.#findings.add("duplicated", text);
      return undefined;
    }
    // Nothing was read of this log.
    if (channel.top === undefined) return "unchecked";
    const wasTrimmed = said === undefined ? channel.wasTrimmed(id) : channel.isTrimmed(said);
    if (wasTrimmed === undefined) return "unchecked";
    if (wasTrimmed) return undefined;
    const isAnotherLog = said === undefined || said.epoch !== channel.top.epoch;
    // Not since the answer: that may have been under way when the server had ended.
    const mayBeGone = faults.some(({ t, fault }) => t >= sent.t && channel.mayForget(fault));
    if (isAnotherLog && mayBeGone) return "forgotten";
    this.#findings.add("lost", `${id} was acknowledged at ${ack.t} ms and is not in ${channel.name}`);
    return undefined;
  }

  /** An awaited publication stands before the next one of its publisher. */
  #judgeOrder({ sent, after }: Publication, channel: ChannelHistory, place: Place): void {
    const before = after === undefined ? undefined : channel.placeOf(after);
    if (before === undefined || before.offset < place.offset) return;
    this.#findings.add(
      "reordered",
      `${sent.id} is in ${sent.channel} at ${place.offset}, before ${after} which it followed`,
    );
  }

  #find(id: string): Publication {
    const publication = this.#publications.get(id);
    if (publication === undefined) throw new Error(`publication ${id} was answered and never sent`);
    return publication;
  }
}

function streamOf({ channel, publisher }: PublishRecord): string {
  return JSON.stringify([channel, publisher]);
}
