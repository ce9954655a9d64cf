/**
 * What the store's thread answers, as bytes: many outcomes in one message, each with the number of its operation.
 */
import type { Entry, Position, Revocation } from "@longwire/hub";
import { SqliteStoreError, type StoreFaultCode } from "../sqlite-store-error.ts";
import type { ByteReader } from "./byte-reader.ts";
import type { ByteWriter } from "./byte-writer.ts";
import { readEntryRecord } from "./entry-record.ts";

/** An entry as it comes from the file. */
export interface StoredEntry {
  readonly offset: number;
  readonly record: Uint8Array;
}

/** What came of an operation, in the store's thread. */
export type StoredOutcome =
  | { readonly type: "appended" | "repeated"; readonly position: Position }
  | { readonly type: "key-reused" }
  | { readonly type: "read"; readonly top: Position; readonly entries: readonly StoredEntry[] }
  | { readonly type: "revocations"; readonly revocations: readonly Revocation[] }
  | { readonly type: "done" }
  | { readonly type: "failed"; readonly error: SqliteStoreError };

/** The same in the hub's thread. */
export type Outcome =
  | Exclude<StoredOutcome, { type: "read" }>
  | { readonly type: "read"; readonly top: Position; readonly entries: readonly Entry[] };

const types = ["appended", "repeated", "key-reused", "read", "done", "failed", "revocations"] as const;

/** Writes one. */
export function writeOutcome(writer: ByteWriter, id: number, outcome: StoredOutcome): void {
  writer.uint32(id);
  writer.uint8(types.indexOf(outcome.type));
  if (outcome.type === "appended" || outcome.type === "repeated") writePosition(writer, outcome.position);
  if (outcome.type === "failed") {
    writer.text(outcome.error.code);
    writer.text(outcome.error.detail ?? "");
  }
  if (outcome.type === "revocations") writeRevocations(writer, outcome.revocations);
  if (outcome.type !== "read") return;
  writePosition(writer, outcome.top);
  writer.uint32(outcome.entries.length);
  for (const { offset, record } of outcome.entries) {
    writer.number(offset);
    writer.bytes(record);
  }
}

/** Reads the next one, with its number. */
export function readOutcome(reader: ByteReader): readonly [id: number, outcome: Outcome] {
  const id = reader.uint32();
  const type = types[reader.uint8()];
  if (type === "appended" || type === "repeated") return [id, { type, position: readPosition(reader) }];
  if (type === "read") return [id, { type, top: readPosition(reader), entries: readEntries(reader) }];
  if (type === "revocations") return [id, { type, revocations: readRevocations(reader) }];
  if (type === "failed") return [id, { type, error: readError(reader) }];
  return [id, { type: type ?? "done" }];
}

function writeRevocations(writer: ByteWriter, revocations: readonly Revocation[]): void {
  writer.uint32(revocations.length);
  for (const { user, session, before } of revocations) {
    writer.text(user);
    writer.uint8(session === undefined ? 0 : 1);
    writer.text(session ?? "");
    writer.number(before);
  }
}

function readRevocations(reader: ByteReader): Revocation[] {
  const revocations: Revocation[] = [];
  for (let left = reader.uint32(); left > 0; left -= 1) {
    const user = reader.text();
    const hasSession = reader.uint8() === 1;
    const session = reader.text();
    revocations.push({ user, before: reader.number(), ...(hasSession ? { session } : {}) });
  }
  return revocations;
}

function writePosition(writer: ByteWriter, { offset, epoch }: Position): void {
  writer.number(offset);
  writer.text(epoch);
}

function readPosition(reader: ByteReader): Position {
  return { offset: reader.number(), epoch: reader.text() };
}

function readEntries(reader: ByteReader): Entry[] {
  const entries: Entry[] = [];
  for (let left = reader.uint32(); left > 0; left -= 1) {
    const offset = reader.number();
    entries.push(readEntryRecord(reader.bytes(), offset));
  }
  return entries;
}

function readError(reader: ByteReader): SqliteStoreError {
  // The other thread has the same table of faults.
  const code = reader.text() as StoreFaultCode;
  const detail = reader.text();
  return new SqliteStoreError(code, detail === "" ? undefined : detail);
}
