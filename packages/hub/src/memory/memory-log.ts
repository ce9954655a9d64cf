/**
 * One channel's log in memory: entries in the order of their offsets, trimmed by count, bytes and age. Trimming moves an
 * index and now and then a part of the array, so that an append costs the same however much the log holds.
 */
import type { Entry, NewEntry, Position, ReadOptions, Retention } from "../ports/history-store.ts";

/** What an entry costs beside its payload. */
const ENTRY_OVERHEAD_BYTES = 128;
/** The array is cut when so many of its entries, and half of it, have been trimmed. */
const COMPACT_FROM = 64;

interface Kept {
  readonly entry: Entry;
  readonly bytes: number;
  readonly appendedAt: number;
}

/** The log of one epoch. */
export class MemoryLog {
  readonly #epoch: string;
  #kept: Kept[] = [];
  /** Entries before this index are trimmed. */
  #first = 0;
  #bytes = 0;
  #top: Position;
  #ttlMs = 0;
  /** When it was last appended to or read. */
  touchedAt: number;

  constructor(epoch: string, now: number) {
    this.#epoch = epoch;
    this.#top = { offset: 0, epoch };
    this.touchedAt = now;
  }

  /** The newest entry's position, also when it has been trimmed. */
  get top(): Position {
    return this.#top;
  }

  get isEmpty(): boolean {
    return this.#first === this.#kept.length;
  }

  append(newEntry: NewEntry, retention: Retention, now: number): Position {
    this.#top = { offset: this.#top.offset + 1, epoch: this.#epoch };
    const entry: Entry = { ...newEntry, offset: this.#top.offset };
    const bytes = entry.data.bytes.length + ENTRY_OVERHEAD_BYTES;
    this.#kept.push({ entry, bytes, appendedAt: now });
    this.#bytes += bytes;
    this.trim(retention, now);
    return this.top;
  }

  /** Drops what exceeds `retention`. */
  trim(retention: Retention, now: number): void {
    this.touchedAt = now;
    this.#ttlMs = retention.ttlMs;
    while (this.#kept.length - this.#first > retention.maxEntries || this.#bytes > retention.maxBytes) {
      if (!this.#dropOldest()) break;
    }
    this.expire(now);
  }

  /** Drops what is older than the retention of the last append or read allows. */
  expire(now: number): void {
    for (;;) {
      const oldest = this.#kept[this.#first];
      if (this.#ttlMs === 0 || oldest === undefined || now - oldest.appendedAt < this.#ttlMs) break;
      this.#dropOldest();
    }
    this.#compact();
  }

  read({ sinceOffset, limit, reverse = false }: ReadOptions): Entry[] {
    const oldest = this.#top.offset - (this.#kept.length - this.#first) + 1;
    const indexOf = (offset: number): number => this.#first + offset - oldest;
    if (reverse) {
      const end = Math.min(this.#kept.length, indexOf(sinceOffset ?? this.#top.offset + 1));
      const begin = Math.max(this.#first, end - limit);
      return this.#slice(begin, end).reverse();
    }
    const begin = Math.max(this.#first, indexOf((sinceOffset ?? 0) + 1));
    return this.#slice(begin, Math.min(this.#kept.length, begin + limit));
  }

  clear(): void {
    this.#kept = [];
    this.#first = 0;
    this.#bytes = 0;
  }

  #slice(begin: number, end: number): Entry[] {
    return begin < end ? this.#kept.slice(begin, end).map(({ entry }) => entry) : [];
  }

  #dropOldest(): boolean {
    const oldest = this.#kept[this.#first];
    if (oldest === undefined) return false;
    this.#bytes -= oldest.bytes;
    this.#first += 1;
    return true;
  }

  #compact(): void {
    if (this.#first < COMPACT_FROM || this.#first * 2 < this.#kept.length) return;
    this.#kept = this.#kept.slice(this.#first);
    this.#first = 0;
  }
}
