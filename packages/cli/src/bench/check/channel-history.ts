/**
 * What is known of one channel from all processes: what stood where, how its log ended, and what its declaration allows.
 */
import type { Findings } from "./findings.ts";
import type { ChannelRecord, EntryRecord, TopRecord } from "./history-record.ts";

/** A place in a log. */
export interface Place {
  readonly epoch: string;
  readonly offset: number;
}

/** What each level does not survive. */
const endings: Readonly<Record<ChannelRecord["durability"], readonly string[]>> = {
  memory: ["kill", "restart", "power"],
  commit: ["power"],
  fsync: [],
};
/** What changes the epoch, so that nobody is told he missed nothing: below `fsync` also what might have cost something. */
const renewals: typeof endings = { memory: endings.memory, commit: ["kill", "power"], fsync: [] };

/** One channel. */
export class ChannelHistory {
  readonly name: string;
  declaration: ChannelRecord | undefined;
  top: TopRecord | undefined;
  /** Of the log as it was at the end: the oldest offset that it held, 1 beyond the top when it was empty. */
  #oldest = Number.POSITIVE_INFINITY;
  /** Ids by offset, by epoch: of whatever was read, acknowledged or handed over. */
  readonly #ids = new Map<string, Map<number, string>>();
  readonly #logged = new Map<string, Place>();
  readonly #findings: Findings;

  constructor(name: string, findings: Findings) {
    this.name = name;
    this.#findings = findings;
  }

  /** Somebody says that `id` stands at `place`. */
  note(place: Place, id: string): void {
    let ids = this.#ids.get(place.epoch);
    if (ids === undefined) {
      ids = new Map();
      this.#ids.set(place.epoch, ids);
    }
    const other = ids.get(place.offset);
    if (other === undefined) ids.set(place.offset, id);
    else if (other !== id) {
      this.#findings.add("rewritten", `${this.name} ${place.offset} of ${place.epoch} was ${other} and ${id}`);
    }
  }

  /** An entry of the log at the end. */
  noteEntry(entry: EntryRecord): void {
    this.note(entry, entry.id);
    this.#oldest = Math.min(this.#oldest, entry.offset);
    const other = this.#logged.get(entry.id);
    if (other === undefined) this.#logged.set(entry.id, entry);
    else this.#findings.add("duplicated", `${entry.id} stands in ${this.name} at ${other.offset} and ${entry.offset}`);
  }

  /** Where the log had it at the end. */
  placeOf(id: string): Place | undefined {
    return this.#logged.get(id);
  }

  /** What stood at `place`, as far as anybody saw. */
  idAt({ epoch, offset }: Place): string | undefined {
    return this.#ids.get(epoch)?.get(offset);
  }

  /** Whether the log had let go of `place` by its bounds. */
  isTrimmed({ epoch, offset }: Place): boolean {
    const { top, declaration } = this;
    if (top === undefined || declaration === undefined || epoch !== top.epoch) return false;
    return offset <= top.offset - declaration.maxEntries && offset < this.#oldest;
  }

  /** Whether a fault at `t` may cost what this channel had acknowledged. */
  mayForget(fault: string): boolean {
    return endings[this.declaration?.durability ?? "fsync"].includes(fault);
  }

  /** Whether this channel has another epoch after `fault`. */
  mayRenew(fault: string): boolean {
    return renewals[this.declaration?.durability ?? "fsync"].includes(fault);
  }

  /** Whether `id` stood where the log has let go of it; `undefined` when nobody saw where it stood and the log was trimmed. */
  wasTrimmed(id: string): boolean | undefined {
    const { top } = this;
    if (top === undefined) return undefined;
    for (const [offset, other] of this.#ids.get(top.epoch) ?? []) {
      if (other === id) return this.isTrimmed({ epoch: top.epoch, offset });
    }
    return this.isTrimmed({ epoch: top.epoch, offset: 1 }) ? undefined : false;
  }

  /** What somebody saw and nobody published, and what was seen in the log's last epoch and is not in it. */
  findPhantoms(isPublished: (id: string) => boolean): void {
    for (const [epoch, ids] of this.#ids) {
      for (const [offset, id] of ids) {
        const place = `${id} was at ${offset} of ${this.name}, epoch ${epoch}`;
        if (!isPublished(id)) this.#findings.add("phantom", `${place}, and was not published`);
        else if (epoch === this.top?.epoch && !this.#logged.has(id) && !this.isTrimmed({ epoch, offset })) {
          this.#findings.add("phantom", `${place}, and is not in its log`);
        }
      }
    }
  }
}
