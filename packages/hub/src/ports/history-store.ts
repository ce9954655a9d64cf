/**
 * The history port: one append-only log for each channel, with positions. What every implementation must keep is in its
 * contract suite in `testkit`; memory is the first, SQLite and Redis follow.
 */
import type { ClientInfo, Payload } from "@longwire/protocol";

/** A place in a log: everything up to `offset`. Offsets count from 1; 0 is before the first entry. */
export interface Position {
  readonly offset: number;
  /** Names this log. Another epoch is another log, whatever the offsets say. Never empty. */
  readonly epoch: string;
}

/**
 * What an entry has survived when its append resolves, and before anybody is shown it: `memory` nothing, `commit` the death
 * of the process, `fsync` the death of the machine. Where less than `fsync` was asked for and the store did not end in
 * peace, the log has another epoch afterwards, so that nobody is told he missed nothing.
 */
export type Durability = "memory" | "commit" | "fsync";

/** How much a log keeps. What exceeds any of them is trimmed, oldest first. */
export interface Retention {
  readonly maxEntries: number;
  readonly maxBytes: number;
  /** An entry is gone when it is older. 0: entries stay. */
  readonly ttlMs: number;
  /** Default: the most that the store gives. A store that gives less gives that. */
  readonly durability?: Durability | undefined;
}

/** What is written. */
export interface NewEntry {
  readonly data: Payload;
  readonly info?: ClientInfo | undefined;
  readonly tags?: ReadonlyMap<string, string> | undefined;
  /** What the entry is about: newer entries of one key replace older ones for readers that want only the last. */
  readonly key?: string | undefined;
  /** Unix time in milliseconds. */
  readonly time: number;
}

/** An entry as it stands in a log. */
export interface Entry extends NewEntry {
  readonly offset: number;
}

/** Makes an append happen once. */
export interface Idempotency {
  /** At most 128 bytes. */
  readonly key: string;
  /** Tells payloads apart, so that a key is not used for another one. */
  readonly payloadHash: string;
  /** How long the key is known. */
  readonly windowMs: number;
}

/** What became of an append. */
export type AppendResult =
  /** Committed at the durability of its retention. */
  | { readonly outcome: "appended"; readonly position: Position }
  /** The same key and payload were appended before, there. */
  | { readonly outcome: "repeated"; readonly position: Position }
  /** The key was used for another payload; nothing was appended. */
  | { readonly outcome: "key-reused" };

/** Which entries are read. */
export interface ReadOptions {
  /** Only entries after this offset; in reverse, only entries before it. Default: from the end that reading begins at. */
  readonly sinceOffset?: number | undefined;
  /** At most so many; 0: only the position. */
  readonly limit: number;
  /** Newest first. */
  readonly reverse?: boolean;
}

/** Entries and the log's end, at one moment. */
export interface ReadResult {
  readonly entries: readonly Entry[];
  /** Of the newest entry, also when it has been trimmed. An empty log has offset 0. */
  readonly top: Position;
}

/**
 * Logs of channels. Every method is one atomic step; steps of one channel take effect in the order of the calls, and resolve
 * in that order where they show what was appended. Nothing is read that is not committed.
 */
export interface HistoryStore {
  /** The most that it gives. */
  readonly durability: Durability;
  /** Appends an entry, trims, and resolves when it is committed at the durability of `retention`. */
  append(channel: string, entry: NewEntry, retention: Retention, idempotency?: Idempotency): Promise<AppendResult>;
  /** Reads. A log that does not exist is made, with a new epoch, so that there is always a position. */
  read(channel: string, options: ReadOptions, retention: Retention): Promise<ReadResult>;
  /** Drops the entries; the position stays. */
  remove(channel: string): Promise<void>;
  /** To be called now and then: forgets what nobody can ask for any more. Never long at a time. */
  sweep?(): void | Promise<void>;
  /** Resolves when what was appended is safe; rejects later calls. */
  close(): Promise<void>;
}
