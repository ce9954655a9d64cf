import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { ChatEvent } from "../../protocol/chat.ts";
import { metrics } from "../../protocol/metrics.ts";
import { readChatEvent, readMetricsEvent } from "./read-event.ts";

const person = { id: "a", name: "Ada", tabs: 1 };
const message = { id: "1", person: "a", name: "Ada", text: "hello", at: 1 };
const sample = Object.fromEntries(["at", ...metrics].map((name) => [name, 1]));

test("every event of the chat is read", () => {
  const events: ChatEvent[] = [
    { type: "joined", room: "lobby", you: "a", people: [person], messages: [message] },
    { type: "person", person },
    { type: "left", id: "a" },
    { type: "message", message },
    { type: "sent", id: "1", at: 1 },
    { type: "typing", id: "a", typing: true },
    { type: "error", code: "full", detail: "Full." },
    { type: "error", code: "invalid", detail: "No.", id: "1" },
    { type: "pong" },
  ];
  for (const event of events) assert.deepEqual(readChatEvent(JSON.stringify(event)), event);
});

test("every event of the live data is read", () => {
  for (const event of [{ type: "history", samples: [sample] }, { type: "sample", sample }, { type: "pong" }]) {
    assert.deepEqual(readMetricsEvent(JSON.stringify(event)), event);
  }
});

test("unknown types and missing fields are passed over", () => {
  for (const value of [
    null,
    1,
    [],
    {},
    { type: "news" },
    { type: "joined", room: "a", you: "b", people: [{}], messages: [] },
  ]) {
    assert.equal(readChatEvent(JSON.stringify(value)), undefined);
  }
  for (const value of [
    { type: "sample", sample: { ...sample, rssBytes: "1" } },
    { type: "history", samples: {} },
  ]) {
    assert.equal(readMetricsEvent(JSON.stringify(value)), undefined);
  }
});

test("no text makes it throw", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      readChatEvent(text);
      readMetricsEvent(text);
    }),
  );
});
