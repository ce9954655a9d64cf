/**
 * Reads what a page sent, or refuses it with an error that its sender is told. Every field is checked and bounded here,
 * once; it knows no room and no connection.
 */
import { RealtimeError } from "@longwire/hub";
import type { Payload } from "@longwire/protocol";
import { type ChatNote, type ConnectData, chatBounds, roomName, type SayCall } from "../contract.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Code of everything that is refused here: the page itself is at fault, and trying again does not help. */
const invalidCode = 400;

// What would draw outside its own line or hide in it: controls, bidirectional overrides, most zero-width marks.
// The two joiners stay, because scripts and emoji need them.
const HIDDEN = /[\p{Cc}\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;
const VISIBLE = /[^\p{C}\p{Z}\p{M}]/u;

const MIN_KEY_LENGTH = 16;
/** A clock that is so far ahead is wrong. */
const MAX_AHEAD_MS = 60_000;

/** The person of connect data; `undefined` when it is not from a page of the playground. */
export function readPerson(data: Payload | undefined): ConnectData["playground"] | "malformed" | undefined {
  const { playground } = fieldsOf(data);
  if (typeof playground !== "object" || playground === null) return undefined;
  const { key, name } = playground as Fields;
  if (typeof key !== "string" || key.length < MIN_KEY_LENGTH || key.length > chatBounds.idLength) return "malformed";
  const visible = visibleName(name);
  return visible === undefined ? "malformed" : { key, name: visible };
}

/** A message that a page wants to say. `now` is the server's clock, ms since the epoch. */
export function readSay(data: Payload | undefined, now: number): SayCall {
  const { room, id, name, text, at } = fieldsOf(data);
  if (typeof id !== "string" || id === "" || id.length > chatBounds.idLength) {
    throw invalid(`id must be a string of 1 to ${chatBounds.idLength}`);
  }
  if (typeof text !== "string" || text.length > chatBounds.textLength) {
    throw invalid(`text must be a string of at most ${chatBounds.textLength}`);
  }
  const trimmed = text.toWellFormed().trim();
  if (trimmed === "") throw invalid("text must not be empty");
  if (typeof at !== "number" || !Number.isSafeInteger(at) || at < 0 || at > now + MAX_AHEAD_MS) {
    throw invalid("at must be a time that is not to come");
  }
  return { room: readRoom(room), id, name: readName(name), text: trimmed, at };
}

/** What a page says and waits for no answer. */
export function readNote(data: Payload | undefined): ChatNote {
  const { type, room, typing, name } = fieldsOf(data);
  if (type === "rename") return { type, room: readRoom(room), name: readName(name) };
  if (type !== "typing") throw invalid("type must be typing or rename");
  if (typeof typing !== "boolean") throw invalid("typing must be true or false");
  return { type, room: readRoom(room), typing };
}

/** The room whose people a page asks for. */
export function readRoomOf(data: Payload | undefined): string {
  return readRoom(fieldsOf(data).room);
}

function readRoom(value: unknown): string {
  const room = typeof value === "string" ? roomName(value) : undefined;
  if (room === undefined) throw invalid(`room must be letters and digits, at most ${chatBounds.roomLength}`);
  return room;
}

function readName(value: unknown): string {
  const name = visibleName(value);
  if (name === undefined) throw invalid(`name must be 1 to ${chatBounds.nameLength} characters that can be seen`);
  return name;
}

function visibleName(value: unknown): string | undefined {
  if (typeof value !== "string" || value.length > chatBounds.nameLength * 2) return undefined;
  const name = value.toWellFormed().replace(HIDDEN, "").replace(/\s+/g, " ").trim();
  return name.length <= chatBounds.nameLength && VISIBLE.test(name) ? name : undefined;
}

function fieldsOf(data: Payload | undefined): Fields {
  // A payload of the Protobuf encoding may be any bytes.
  if (data?.json === undefined) return {};
  const { value } = data;
  return typeof value === "object" && value !== null ? (value as Fields) : {};
}

function invalid(what: string): RealtimeError {
  return new RealtimeError(invalidCode, what);
}
