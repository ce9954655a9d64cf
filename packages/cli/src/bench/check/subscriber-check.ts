/**
 * Follows what one client was handed of one channel. As long as it is told that it missed nothing, every offset must come
 * once and in order. What depends on the whole history is judged at the end.
 */
import type { ChannelHistory, Place } from "./channel-history.ts";
import type { Findings } from "./findings.ts";
import type { DeliveredRecord, FaultRecord, SubscribedRecord } from "./history-record.ts";

/** A resume, as it was answered. */
interface Resume {
  readonly t: number;
  /** When the client first knew the log that it came from. */
  readonly since: number;
  /** Up to where it had got. */
  readonly from: Place;
  readonly told: SubscribedRecord;
  /** The last that it was handed. */
  readonly lastId: string | undefined;
}

/** What a server sent may be under way for so long after its end. */
const UNDER_WAY_MS = 2_000;

/** One client in one channel. */
export class SubscriberCheck {
  readonly #who: string;
  readonly #channel: ChannelHistory;
  readonly #findings: Findings;
  /** Offsets that were handed over, by epoch. */
  readonly #seen = new Map<string, Set<number>>();
  readonly #missing = new Set<number>();
  readonly #resumes: Resume[] = [];
  #at: { readonly since: number; readonly epoch: string; last: number; lastId: string | undefined } | undefined;
  /** It was told that it missed nothing, and has not been handed anything since. */
  #isFreshlyRecovered = false;

  constructor(client: string, channel: ChannelHistory, findings: Findings) {
    this.#who = `${client} in ${channel.name}`;
    this.#channel = channel;
    this.#findings = findings;
  }

  subscribed(told: SubscribedRecord): void {
    const at = this.#at;
    if (at !== undefined) {
      const from = { epoch: at.epoch, offset: at.last };
      this.#resumes.push({ t: told.t, since: at.since, from, told, lastId: at.lastId });
      if (told.recovered && told.epoch === at.epoch) {
        this.#isFreshlyRecovered = true;
        return;
      }
    }
    this.#endStretch();
    this.#at = { since: told.t, epoch: told.epoch, last: told.offset, lastId: undefined };
    this.#isFreshlyRecovered = false;
  }

  delivered({ offset, id }: DeliveredRecord): void {
    const at = this.#at;
    if (at === undefined) {
      this.#findings.add("phantom", `${this.#who} was handed ${offset} before it was subscribed`);
      return;
    }
    this.#channel.note({ epoch: at.epoch, offset }, id);
    const seen = this.#seen.get(at.epoch) ?? new Set();
    this.#seen.set(at.epoch, seen);
    if (seen.has(offset)) {
      this.#findings.add("duplicated", `${this.#who} was handed ${offset} again`);
      return;
    }
    seen.add(offset);
    if (offset <= at.last) {
      this.#missing.delete(offset);
      this.#findings.add("reordered", `${this.#who} was handed ${offset} after ${at.last}`);
      return;
    }
    for (let skipped = at.last + 1; skipped < offset; skipped += 1) this.#missing.add(skipped);
    if (offset > at.last + 1 && this.#isFreshlyRecovered) {
      this.#findings.add("falselyRecovered", `${this.#who} was recovered at ${at.last} and then handed ${offset}`);
    }
    at.last = offset;
    at.lastId = id;
    this.#isFreshlyRecovered = false;
  }

  /** The history is complete. @param faults in the order in which they were done. */
  end(faults: readonly FaultRecord[]): void {
    this.#endStretch();
    for (const resume of this.#resumes) {
      if (resume.told.recovered) this.#judgeRecovered(resume);
      else this.#judgeUnrecovered(resume, faults);
    }
    const { top } = this.#channel;
    const at = this.#at;
    if (at === undefined || top === undefined) return;
    if (at.epoch !== top.epoch) {
      this.#findings.add("lost", `${this.#who} was never told that the log is another one`, Math.max(1, top.offset));
    } else if (at.last < top.offset) {
      const count = top.offset - at.last;
      this.#findings.add("lost", `${this.#who} was never handed ${at.last + 1} to ${top.offset}`, count);
    }
  }

  /** What was skipped did not come any more, and nobody said so. */
  #endStretch(): void {
    const [first] = this.#missing;
    if (first !== undefined) {
      const text = `${this.#who} was never handed ${first}${this.#missing.size > 1 ? ` and ${this.#missing.size - 1} more` : ""}`;
      this.#findings.add("lost", text, this.#missing.size);
    }
    this.#missing.clear();
  }

  #judgeRecovered({ t, from, told, lastId }: Resume): void {
    const { top } = this.#channel;
    const logged = this.#channel.placeOf(lastId ?? "");
    const isOtherLog = told.epoch !== from.epoch;
    // It knew something that the log, still under the same name, does not have in that place.
    const isRolledBack =
      lastId !== undefined &&
      top?.epoch === from.epoch &&
      logged?.offset !== from.offset &&
      !this.#channel.isTrimmed(from);
    if (isOtherLog || isRolledBack) {
      const why = isOtherLog ? `of ${from.epoch} in ${told.epoch}` : "which the log does not have";
      this.#findings.add("falselyRecovered", `${this.#who} was recovered at ${t} ms from ${from.offset} ${why}`);
    }
  }

  #judgeUnrecovered({ t, since, from, told }: Resume, faults: readonly FaultRecord[]): void {
    const missed = told.offset - from.offset;
    const { declaration } = this.#channel;
    if (told.epoch !== from.epoch) {
      const isReason = (fault: FaultRecord): boolean =>
        fault.t >= since - UNDER_WAY_MS && fault.t <= t && this.#channel.mayRenew(fault.fault);
      if (faults.some(isReason)) return;
    } else if (declaration !== undefined && missed > Math.min(declaration.maxEntries, declaration.maxRecovered)) return;
    const text = `${this.#who} was told at ${t} ms that it missed something after ${from.offset} of ${from.epoch}; the log was at ${told.offset} of ${told.epoch}`;
    this.#findings.add("falselyUnrecovered", text);
  }
}
