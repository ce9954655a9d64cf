/**
 * What was published, what became of it, and where it stands: the checker's own memory of every log. It is told by the
 * publishers, by the disk, and by whatever shows an entry; it does not look into the hub.
 */
import type { Durability } from "@longwire/hub";
import type { Verdicts } from "./verdicts.ts";

/** An entry at its place. */
export interface Place {
  readonly channel: string;
  readonly epoch: string;
  readonly offset: number;
}

/** A publisher was told that it is done. */
export interface Acknowledged extends Place {
  readonly n: number;
}

/** A log as it stands in the store now, for comparison. */
export interface LogView {
  readonly epoch: string;
  readonly top: number;
  /** Of the oldest entry that is kept; one above the top when there is none. */
  readonly oldest: number;
  /** Number of the entry at `offset`, if it is kept. */
  numberAt(offset: number): number | undefined;
}

/** Everything that was published. Each publication has a number of its own. */
export class Ledger {
  readonly #verdicts: Verdicts;
  readonly #durabilityOf: (channel: string) => Durability;
  /** Attempts to publish, by channel and number. */
  readonly #attempts = new Map<string, number>();
  readonly #byPlace = new Map<string, number>();
  /** Entries that are as safe as their channel wants. */
  readonly #safe = new Set<string>();
  readonly #placesOfKeyed = new Map<string, number>();
  #acknowledged: Acknowledged[] = [];

  constructor(verdicts: Verdicts, durabilityOf: (channel: string) => Durability) {
    this.#verdicts = verdicts;
    this.#durabilityOf = durabilityOf;
  }

  /** Somebody tries to publish. */
  attempted(channel: string, n: number): void {
    const id = `${channel} ${n}`;
    this.#attempts.set(id, (this.#attempts.get(id) ?? 0) + 1);
  }

  attemptsOf(channel: string, n: number): number {
    return this.#attempts.get(`${channel} ${n}`) ?? 0;
  }

  /** The disk says that an entry is there to stay, against what `level` names. */
  kept(place: Place, n: number, level: Durability): void {
    if (this.#durabilityOf(place.channel) !== level) return;
    this.#safe.add(`${place.channel} ${place.offset} ${n}`);
    this.identify(place, n, "the store");
  }

  /** A publisher is told that its publication stands at `place`. */
  acknowledged(place: Place, n: number, isKeyed: boolean): void {
    const { channel, epoch, offset } = place;
    this.#expectSafe("I8", channel, offset, n, "acknowledged");
    this.identify(place, n, "an acknowledgement");
    this.#acknowledged.push({ ...place, n });
    if (!isKeyed) return;
    const id = `${channel} ${epoch} ${n}`;
    const before = this.#placesOfKeyed.get(id) ?? offset;
    this.#placesOfKeyed.set(id, before);
    this.#verdicts.expect("I10", before === offset, () => `${channel}: m${n} stands at #${before} and at #${offset}`);
  }

  /** The hub sends an entry to somebody. */
  sent(channel: string, offset: number, n: number): void {
    this.#verdicts.expect("I4", this.attemptsOf(channel, n) > 0, () => `${channel}: nobody published m${n}`);
    this.#expectSafe("I9", channel, offset, n, "sent to a subscriber");
  }

  /** Somebody says what stands at a place. */
  identify({ channel, epoch, offset }: Place, n: number, who: string): void {
    const id = `${channel} ${epoch} ${offset}`;
    const known = this.#byPlace.get(id) ?? n;
    this.#byPlace.set(id, known);
    this.#verdicts.expect(
      "I6",
      known === n,
      () => `${channel} #${offset} of ${epoch} was m${known}, ${who} says m${n}`,
    );
  }

  /** A process begins with what the one before it left. @param how that one ended. */
  restarted(how: "kill" | "power" | "drained", logOf: (channel: string) => LogView | undefined): void {
    const stay = this.#acknowledged.filter(({ channel }) => survives(this.#durabilityOf(channel), how));
    const logs = new Map<string, LogView | undefined>();
    for (const { channel } of stay) if (!logs.has(channel)) logs.set(channel, logOf(channel));
    for (const { channel, epoch, offset, n } of stay) {
      const log = logs.get(channel);
      const isSameLog = log !== undefined && (log.epoch === epoch || this.#durabilityOf(channel) !== "fsync");
      const isThere = isSameLog && log.top >= offset && (log.oldest > offset || log.numberAt(offset) === n);
      this.#verdicts.expect("I8", isThere, () => {
        const found = log === undefined ? "no log" : `the log of ${log.epoch} ends at #${log.top}`;
        return `${channel} #${offset} m${n} was acknowledged and is gone after ${how}: ${found}`;
      });
    }
    // Of another log than there is now, and of what has been trimmed, there is nothing more to say.
    this.#acknowledged = stay.filter(({ channel, epoch, offset }) => {
      const log = logs.get(channel);
      return log?.epoch === epoch && log.oldest <= offset;
    });
  }

  #expectSafe(invariant: "I8" | "I9", channel: string, offset: number, n: number, what: string): void {
    this.#verdicts.expect(
      invariant,
      this.#safe.has(`${channel} ${offset} ${n}`),
      () => `${channel} #${offset} m${n} was ${what} before it was safe (${this.#durabilityOf(channel)})`,
    );
  }
}

function survives(durability: Durability, how: "kill" | "power" | "drained"): boolean {
  if (durability === "memory") return false;
  return durability === "fsync" || how !== "power";
}
