/**
 * An entry as it stands in the file: everything but its offset. This is part of the file's format; a change of it needs a new
 * schema version.
 */
import { type ClientInfo, type Entry, type NewEntry, Payload } from "@longwire/hub";
import { ByteReader } from "./byte-reader.ts";
import type { ByteWriter } from "./byte-writer.ts";

const HAS_KEY = 1;
const HAS_TAGS = 2;
const HAS_INFO = 4;
const HAS_USER = 1;
const HAS_CLIENT = 2;
const HAS_CONN_INFO = 4;
const HAS_CHAN_INFO = 8;

/** Writes flags, time, data, and what else there is. */
export function writeEntryRecord(writer: ByteWriter, { data, info, tags, key, time }: NewEntry): void {
  const flags =
    (key === undefined ? 0 : HAS_KEY) | (tags === undefined ? 0 : HAS_TAGS) | (info === undefined ? 0 : HAS_INFO);
  writer.uint8(flags);
  writer.number(time);
  writer.bytes(data.bytes);
  if (key !== undefined) writer.text(key);
  if (tags !== undefined) {
    writer.uint32(tags.size);
    for (const [name, value] of tags) {
      writer.text(name);
      writer.text(value);
    }
  }
  if (info !== undefined) writeInfo(writer, info);
}

function writeInfo(writer: ByteWriter, { user, client, connInfo, chanInfo }: ClientInfo): void {
  const flags =
    (user === undefined ? 0 : HAS_USER) |
    (client === undefined ? 0 : HAS_CLIENT) |
    (connInfo === undefined ? 0 : HAS_CONN_INFO) |
    (chanInfo === undefined ? 0 : HAS_CHAN_INFO);
  writer.uint8(flags);
  if (user !== undefined) writer.text(user);
  if (client !== undefined) writer.text(client);
  if (connInfo !== undefined) writer.bytes(connInfo.bytes);
  if (chanInfo !== undefined) writer.bytes(chanInfo.bytes);
}

/** Reads one. Its bytes are copied. @throws RangeError for a record that is cut short. */
export function readEntryRecord(record: Uint8Array, offset: number): Entry {
  const reader = new ByteReader(record);
  const flags = reader.uint8();
  const time = reader.number();
  const data = payload(reader);
  const key = flags & HAS_KEY ? reader.text() : undefined;
  const tags = flags & HAS_TAGS ? readTags(reader) : undefined;
  const info = flags & HAS_INFO ? readInfo(reader) : undefined;
  return {
    offset,
    time,
    data,
    ...(key === undefined ? {} : { key }),
    ...(tags === undefined ? {} : { tags }),
    ...(info === undefined ? {} : { info }),
  };
}

function readTags(reader: ByteReader): Map<string, string> {
  const tags = new Map<string, string>();
  for (let left = reader.uint32(); left > 0; left -= 1) {
    const name = reader.text();
    tags.set(name, reader.text());
  }
  return tags;
}

function readInfo(reader: ByteReader): ClientInfo {
  const flags = reader.uint8();
  return {
    ...(flags & HAS_USER ? { user: reader.text() } : {}),
    ...(flags & HAS_CLIENT ? { client: reader.text() } : {}),
    ...(flags & HAS_CONN_INFO ? { connInfo: payload(reader) } : {}),
    ...(flags & HAS_CHAN_INFO ? { chanInfo: payload(reader) } : {}),
  };
}

function payload(reader: ByteReader): Payload {
  // Of its own: the memory that it is read from may hold entries of other channels.
  return Payload.fromBytes(new Uint8Array(reader.bytes()));
}
