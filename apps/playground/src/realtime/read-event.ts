/**
 * Turns what the server sent into an event that the app can rely on, or into nothing.
 * A page that is older than its server must not fall over what it does not know, so every shape is checked here, once.
 */

import type { ChatEvent, ChatMessage, Person } from "../../protocol/chat.ts";
import { type MetricsEvent, metrics, type Sample } from "../../protocol/metrics.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Reads a text message of `/chat`; `undefined` when it is none that this page knows. */
export function readChatEvent(text: string): ChatEvent | undefined {
  const fields = readFields(text);
  return fields !== undefined && isChatEvent(fields) ? (fields as unknown as ChatEvent) : undefined;
}

/** Reads a text message of `/metrics`; `undefined` when it is none that this page knows. */
export function readMetricsEvent(text: string): MetricsEvent | undefined {
  const fields = readFields(text);
  return fields !== undefined && isMetricsEvent(fields) ? (fields as unknown as MetricsEvent) : undefined;
}

function readFields(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isChatEvent(event: Fields): boolean {
  switch (event.type) {
    case "joined":
      return (
        isText(event.room) &&
        isText(event.you) &&
        isListOf(event.people, isPerson) &&
        isListOf(event.messages, isMessage)
      );
    case "person":
      return isPerson(event.person);
    case "left":
      return isText(event.id);
    case "message":
      return isMessage(event.message);
    case "sent":
      return isText(event.id) && isNumber(event.at);
    case "typing":
      return isText(event.id) && typeof event.typing === "boolean";
    case "error":
      return isText(event.code) && isText(event.detail) && (event.id === undefined || isText(event.id));
    default:
      return event.type === "pong";
  }
}

function isMetricsEvent(event: Fields): boolean {
  if (event.type === "history") return isListOf(event.samples, isSample);
  if (event.type === "sample") return isSample(event.sample);
  return event.type === "pong";
}

function isPerson(value: unknown): value is Person {
  return isFields(value) && isText(value.id) && isText(value.name) && isNumber(value.tabs);
}

function isMessage(value: unknown): value is ChatMessage {
  return isFields(value) && [value.id, value.person, value.name, value.text].every(isText) && isNumber(value.at);
}

function isSample(value: unknown): value is Sample {
  return isFields(value) && isNumber(value.at) && metrics.every((metric) => isNumber(value[metric]));
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

function isListOf(value: unknown, isItem: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isItem);
}
