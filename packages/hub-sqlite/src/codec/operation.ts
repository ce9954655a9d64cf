/**
 * What the hub's thread asks of the store's thread, as bytes: many operations in one message.
 */
import type { Idempotency, NewEntry, ReadOptions, Retention, Revocation } from "@longwire/hub";
import type { WriteDurability } from "../group-commit.ts";
import type { ByteReader } from "./byte-reader.ts";
import { ByteWriter } from "./byte-writer.ts";
import { writeEntryRecord } from "./entry-record.ts";

/** How much a log keeps, for a store that has it on a disk. */
export interface StoredRetention {
  readonly maxEntries: number;
  readonly maxBytes: number;
  readonly ttlMs: number;
  readonly durability: WriteDurability;
}

/** One operation. `now` is the store's time in milliseconds. */
export type Operation =
  | {
      readonly type: "append";
      readonly channel: string;
      readonly now: number;
      readonly retention: StoredRetention;
      readonly idempotency: Idempotency | undefined;
      /** What it counts for in `maxBytes`. */
      readonly bytes: number;
      /** @see writeEntryRecord */
      readonly record: Uint8Array;
    }
  | {
      readonly type: "read";
      readonly channel: string;
      readonly now: number;
      readonly retention: StoredRetention;
      readonly sinceOffset: number | undefined;
      readonly limit: number;
      readonly isReverse: boolean;
    }
  | { readonly type: "remove"; readonly channel: string; readonly now: number }
  | { readonly type: "revoke"; readonly now: number; readonly revocation: Revocation }
  /** Those of `since` and later; older ones are forgotten. */
  | { readonly type: "list-revocations"; readonly now: number; readonly since: number }
  | { readonly type: "sweep"; readonly now: number };

const APPEND = 1;
const READ = 2;
const REMOVE = 3;
const SWEEP = 4;
const REVOKE = 5;
const LIST_REVOCATIONS = 6;
/** What an entry counts for beside its payload, as in memory. */
const ENTRY_OVERHEAD_BYTES = 128;
/** Of `sinceOffset`. */
const NO_OFFSET = -1;

/** Writes operations, each with the number by which it is answered. */
export class OperationWriter {
  readonly #writer: ByteWriter;
  #count = 0;

  /** @param capacity bytes that fit without growing. */
  constructor(capacity: number) {
    this.#writer = new ByteWriter(capacity);
  }

  get count(): number {
    return this.#count;
  }

  get length(): number {
    return this.#writer.length;
  }

  /** Writes one operation whole or, where `write` throws, not at all. */
  add(write: () => void): void {
    const { length } = this.#writer;
    const count = this.#count;
    try {
      write();
    } catch (error) {
      this.#writer.truncate(length);
      this.#count = count;
      throw error;
    }
  }

  append(
    id: number,
    now: number,
    [channel, entry, retention, idempotency]: readonly [string, NewEntry, Retention, Idempotency | undefined],
  ): void {
    const writer = this.#begin(APPEND, id, now, channel);
    writeRetention(writer, retention);
    writer.uint8(idempotency === undefined ? 0 : 1);
    if (idempotency !== undefined) {
      writer.text(idempotency.key);
      writer.text(idempotency.payloadHash);
      writer.number(idempotency.windowMs);
    }
    writer.number(entry.data.bytes.length + ENTRY_OVERHEAD_BYTES);
    const at = writer.holdUint32();
    const start = writer.length;
    writeEntryRecord(writer, entry);
    writer.fillUint32(at, writer.length - start);
  }

  read(id: number, now: number, [channel, options, retention]: readonly [string, ReadOptions, Retention]): void {
    const writer = this.#begin(READ, id, now, channel);
    writeRetention(writer, retention);
    writer.number(options.sinceOffset ?? NO_OFFSET);
    writer.number(options.limit);
    writer.uint8(options.reverse === true ? 1 : 0);
  }

  remove(id: number, now: number, channel: string): void {
    this.#begin(REMOVE, id, now, channel);
  }

  sweep(id: number, now: number): void {
    this.#begin(SWEEP, id, now, "");
  }

  revoke(id: number, now: number, { user, session, before }: Revocation): void {
    const writer = this.#begin(REVOKE, id, now, user);
    writer.uint8(session === undefined ? 0 : 1);
    writer.text(session ?? "");
    writer.number(before);
  }

  listRevocations(id: number, now: number, since: number): void {
    this.#begin(LIST_REVOCATIONS, id, now, "").number(since);
  }

  finish(): Uint8Array<ArrayBuffer> {
    return this.#writer.finish();
  }

  #begin(type: number, id: number, now: number, channel: string): ByteWriter {
    this.#count += 1;
    this.#writer.uint8(type);
    this.#writer.uint32(id);
    this.#writer.number(now);
    this.#writer.text(channel);
    return this.#writer;
  }
}

function writeRetention(writer: ByteWriter, { maxEntries, maxBytes, ttlMs, durability }: Retention): void {
  writer.number(maxEntries);
  writer.number(maxBytes);
  writer.number(ttlMs);
  writer.uint8(durability === "commit" ? 1 : 0);
}

function readRetention(reader: ByteReader): StoredRetention {
  return {
    maxEntries: reader.number(),
    maxBytes: reader.number(),
    ttlMs: reader.number(),
    durability: reader.uint8() === 1 ? "commit" : "fsync",
  };
}

/** Reads the next one, with its number. */
export function readOperation(reader: ByteReader): readonly [id: number, operation: Operation] {
  const type = reader.uint8();
  const id = reader.uint32();
  const now = reader.number();
  const channel = reader.text();
  if (type === APPEND) return [id, { type: "append", now, channel, ...readAppend(reader) }];
  if (type === READ) return [id, { type: "read", now, channel, ...readRead(reader) }];
  if (type === REVOKE) return [id, { type: "revoke", now, revocation: readRevocation(reader, channel) }];
  if (type === LIST_REVOCATIONS) return [id, { type: "list-revocations", now, since: reader.number() }];
  return [id, type === REMOVE ? { type: "remove", now, channel } : { type: "sweep", now }];
}

function readRevocation(reader: ByteReader, user: string): Revocation {
  const hasSession = reader.uint8() === 1;
  const session = reader.text();
  return { user, before: reader.number(), ...(hasSession ? { session } : {}) };
}

function readAppend(
  reader: ByteReader,
): Pick<Extract<Operation, { type: "append" }>, "retention" | "idempotency" | "bytes" | "record"> {
  const retention = readRetention(reader);
  const hasKey = reader.uint8() === 1;
  const idempotency = hasKey
    ? { key: reader.text(), payloadHash: reader.text(), windowMs: reader.number() }
    : undefined;
  return { retention, idempotency, bytes: reader.number(), record: reader.bytes() };
}

function readRead(
  reader: ByteReader,
): Pick<Extract<Operation, { type: "read" }>, "retention" | "sinceOffset" | "limit" | "isReverse"> {
  const retention = readRetention(reader);
  const sinceOffset = reader.number();
  return {
    retention,
    sinceOffset: sinceOffset === NO_OFFSET ? undefined : sinceOffset,
    limit: reader.number(),
    isReverse: reader.uint8() === 1,
  };
}
