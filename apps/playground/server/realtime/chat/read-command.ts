/**
 * Turns what a page sent into a command, or into the reason why it is none.
 * It never throws and knows no room and no socket: every field is checked and bounded here, once.
 */

import { type ChatCommand, type ChatErrorCode, chatBounds } from "../../../protocol/chat.ts";
import { roomName } from "../../../protocol/room-name.ts";

/** Why a text is no command. `id` is there when it was a message that its sender waits for. */
export interface CommandError {
  readonly type: "error";
  readonly code: ChatErrorCode;
  readonly detail: string;
  readonly id?: string;
}

type Fields = Readonly<Record<string, unknown>>;

// What would draw outside its own line or hide in it: controls, bidirectional overrides, most zero-width marks.
// The two joiners stay, because scripts and emoji need them.
const HIDDEN = /[\p{Cc}\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;
const VISIBLE = /[^\p{C}\p{Z}\p{M}]/u;

/** Reads one text message. Unknown types and unfit fields become an error with a code and a sentence. */
export function readCommand(text: string): ChatCommand | CommandError {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return error("malformed", "The message is not JSON.");
  }
  if (typeof value !== "object" || value === null) return error("malformed", "The message is not a JSON object.");
  return readFields(value as Fields);
}

function readFields(fields: Fields): ChatCommand | CommandError {
  switch (fields.type) {
    case "join":
      return readJoin(fields);
    case "rename": {
      const name = readName(fields.name);
      return typeof name === "string" ? { type: "rename", name } : name;
    }
    case "say":
      return readSay(fields);
    case "typing":
      return typeof fields.typing === "boolean"
        ? { type: "typing", typing: fields.typing }
        : error("invalid", "`typing` must be true or false.");
    case "ping":
      return { type: "ping" };
    default:
      return error("unknown-type", "`type` must be join, rename, say, typing or ping.");
  }
}

function readJoin(fields: Fields): ChatCommand | CommandError {
  const room = typeof fields.room === "string" ? roomName(fields.room) : undefined;
  if (room === undefined)
    return error("invalid", `\`room\` must be letters and digits, at most ${chatBounds.roomLength}.`);
  const { key } = fields;
  if (typeof key !== "string" || key.length < 16 || key.length > chatBounds.idLength) {
    return error("invalid", `\`key\` must be a string of 16 to ${chatBounds.idLength}.`);
  }
  const name = readName(fields.name);
  return typeof name === "string" ? { type: "join", room, key, name } : name;
}

function readName(value: unknown): string | CommandError {
  if (typeof value !== "string") return error("invalid", "`name` must be a string.");
  if (value.length > chatBounds.nameLength * 2) return error("too-long", nameRule());
  const name = value.toWellFormed().replace(HIDDEN, "").replace(/\s+/g, " ").trim();
  if (!VISIBLE.test(name)) return error("invalid", "`name` must not be empty.");
  return name.length <= chatBounds.nameLength ? name : error("too-long", nameRule());
}

function nameRule(): string {
  return `\`name\` may have at most ${chatBounds.nameLength} characters.`;
}

function readSay(fields: Fields): ChatCommand | CommandError {
  const { id, text } = fields;
  if (typeof id !== "string" || id === "" || id.length > chatBounds.idLength) {
    return error("invalid", `\`id\` must be a string of 1 to ${chatBounds.idLength}.`);
  }
  if (typeof text !== "string") return error("invalid", "`text` must be a string.", id);
  const trimmed = text.toWellFormed().trim();
  if (trimmed === "") return error("invalid", "`text` must not be empty.", id);
  if (trimmed.length > chatBounds.textLength) {
    return error("too-long", `\`text\` may have at most ${chatBounds.textLength} characters.`, id);
  }
  return { type: "say", id, text: trimmed };
}

function error(code: ChatErrorCode, detail: string, id?: string): CommandError {
  return id === undefined ? { type: "error", code, detail } : { type: "error", code, detail, id };
}
