/**
 * One channel's log in the simulated store: entries, the keys of idempotent appends, and what trimming leaves. A value:
 * it is copied before it is changed, so that a transaction that fails has changed nothing. It knows no disk.
 */
import type { AppendResult, Entry, Idempotency, NewEntry, Position, ReadOptions, Retention } from "@longwire/hub";

/** What an entry counts for beside its payload. */
const ENTRY_OVERHEAD_BYTES = 128;

/** An entry with what the store knows of it. */
export interface KeptEntry {
  readonly entry: Entry;
  readonly at: number;
  readonly key?: KeptKey | undefined;
}

/** A key that was used. */
export interface KeptKey {
  readonly key: string;
  readonly payloadHash: string;
  readonly expiresAt: number;
}

interface UsedKey extends KeptKey {
  readonly offset: number;
}

/** The log of one epoch. */
export class SimulatedLog {
  readonly epoch: string;
  #top = 0;
  #kept: KeptEntry[] = [];
  #bytes = 0;
  /** Shared by copies: what is added to one of them is not in it before `seal`. */
  #keys = new Map<string, UsedKey>();
  #newKeys: UsedKey[] = [];

  constructor(epoch: string) {
    this.epoch = epoch;
  }

  get top(): Position {
    return { offset: this.#top, epoch: this.epoch };
  }

  /** Offset of the oldest entry that is kept; one above the top when there is none. */
  get oldest(): number {
    return this.#kept[0]?.entry.offset ?? this.#top + 1;
  }

  /** The entry at `offset`, if it is kept. */
  entryAt(offset: number): Entry | undefined {
    // Only the oldest are ever missing, so that offsets are places.
    return this.#kept[offset - this.oldest]?.entry;
  }

  /** @param epoch of the copy. */
  copy(epoch: string = this.epoch): SimulatedLog {
    const log = new SimulatedLog(epoch);
    log.#top = this.#top;
    log.#kept = [...this.#kept];
    log.#bytes = this.#bytes;
    log.#keys = this.#keys;
    log.#newKeys = [...this.#newKeys];
    return log;
  }

  /** Its changes are committed: it takes the place of what it was copied from. */
  seal(now: number): void {
    for (const used of this.#newKeys) this.#keys.set(used.key, used);
    this.#newKeys = [];
    for (const { key, expiresAt } of this.#keys.values()) {
      if (expiresAt > now) break;
      this.#keys.delete(key);
    }
  }

  /** What an append with this key would answer, if it was used before. */
  known(idempotency: Idempotency | undefined, now: number): AppendResult | undefined {
    const key = idempotency?.key;
    const known = this.#newKeys.find((used) => used.key === key) ?? this.#keys.get(key ?? "");
    if (known === undefined || known.expiresAt <= now) return undefined;
    if (known.payloadHash !== idempotency?.payloadHash) return { outcome: "key-reused" };
    return { outcome: "repeated", position: { offset: known.offset, epoch: this.epoch } };
  }

  /** Appends. @returns what is to be written down. */
  append(newEntry: NewEntry, now: number, idempotency: Idempotency | undefined): KeptEntry {
    const entry: Entry = { ...newEntry, offset: this.#top + 1 };
    const key = idempotency && {
      key: idempotency.key,
      payloadHash: idempotency.payloadHash,
      expiresAt: now + idempotency.windowMs,
    };
    const kept: KeptEntry = { entry, at: now, key };
    this.restore(kept);
    return kept;
  }

  /** Takes in what was written down. */
  restore(kept: KeptEntry): void {
    this.#top = kept.entry.offset;
    this.#kept.push(kept);
    this.#bytes += costOf(kept);
    if (kept.key !== undefined) this.#newKeys.push({ ...kept.key, offset: kept.entry.offset });
  }

  trim({ maxEntries, maxBytes, ttlMs }: Retention, now: number): void {
    const isOld = ({ at }: KeptEntry): boolean => ttlMs > 0 && now - at >= ttlMs;
    while (this.#kept.length > 0) {
      const oldest = this.#kept[0] as KeptEntry;
      if (this.#kept.length <= maxEntries && this.#bytes <= maxBytes && !isOld(oldest)) break;
      this.#bytes -= costOf(oldest);
      this.#kept.shift();
    }
  }

  /** Drops entries up to `offset`. */
  removeUpTo(offset: number): void {
    this.#kept = this.#kept.filter(({ entry }) => entry.offset > offset);
    this.#bytes = this.#kept.reduce((sum, kept) => sum + costOf(kept), 0);
  }

  read({ sinceOffset, limit, reverse = false }: ReadOptions): Entry[] {
    const { oldest } = this;
    const page = (begin: number, end: number): Entry[] => {
      return this.#kept.slice(Math.max(0, begin), Math.max(0, end)).map(({ entry }) => entry);
    };
    if (!reverse) {
      const begin = Math.max(0, (sinceOffset ?? 0) + 1 - oldest);
      return page(begin, begin + limit);
    }
    const end = Math.min(this.#kept.length, (sinceOffset ?? this.#top + 1) - oldest);
    return page(end - limit, end).reverse();
  }
}

function costOf({ entry }: KeptEntry): number {
  return entry.data.bytes.length + ENTRY_OVERHEAD_BYTES;
}
