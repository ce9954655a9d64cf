/**
 * Turns what the server published or answered into something that the app can rely on, or into nothing.
 * A page that is older than its server must not fall over what it does not know, so every shape is checked here, once.
 */

import { type ChatEvent, type ChatMessage, metrics, type Person, type Sample } from "@longwire/cli/playground";

type Fields = Readonly<Record<string, unknown>>;

/** Reads a publication of a room; `undefined` when it is none that this page knows. */
export function readChatEvent(value: unknown): ChatEvent | undefined {
  return isFields(value) && isChatEvent(value) ? (value as unknown as ChatEvent) : undefined;
}

/** Reads a measurement; `undefined` when it is none that this page knows. */
export function readSample(value: unknown): Sample | undefined {
  const isSample = isFields(value) && isNumber(value.at) && metrics.every((metric) => isNumber(value[metric]));
  return isSample ? (value as unknown as Sample) : undefined;
}

/** Reads the answer to `people`. */
export function readPeople(value: unknown): readonly Person[] {
  return Array.isArray(value) ? value.filter(isPerson) : [];
}

/** The name in the info of a connection. */
export function readName(info: unknown): string {
  return isFields(info) && isText(info.name) ? info.name : "";
}

function isChatEvent(event: Fields): boolean {
  switch (event.type) {
    case "message":
      return isMessage(event.message);
    case "typing":
      return isText(event.person) && typeof event.typing === "boolean";
    default:
      return event.type === "renamed" && isPerson(event.person);
  }
}

function isPerson(value: unknown): value is Person {
  return isFields(value) && isText(value.id) && isText(value.name);
}

function isMessage(value: unknown): value is ChatMessage {
  return isFields(value) && [value.id, value.person, value.name, value.text].every(isText) && isNumber(value.at);
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null;
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}
