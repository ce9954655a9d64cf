import assert from "node:assert/strict";
import { test } from "node:test";
import { RealtimeError } from "@longwire/hub";
import { Payload } from "@longwire/protocol";
import fc from "fast-check";
import { chatBounds } from "../contract.ts";
import { readNote, readPerson, readRoomOf, readSay } from "./read-chat.ts";

const now = 1_000_000;
const key = "0123456789abcdef";
const call = { room: "Tea Room", id: "1", name: " Ada \n Byron ", text: " hello\nworld ", at: 5 };
const say = (changes: object) => readSay(Payload.fromValue({ ...call, ...changes }), now);
const person = (playground: unknown) => readPerson(Payload.fromValue({ playground }));
const invalid = (error: unknown): boolean => error instanceof RealtimeError && error.code === 400;

test("what is said in one spelling", () => {
  assert.deepEqual(say({}), { room: "tea-room", id: "1", name: "Ada Byron", text: "hello\nworld", at: 5 });
  assert.equal(say({ text: "a\ud800b" }).text, "a\ufffdb");
  assert.deepEqual(readNote(Payload.fromValue({ type: "typing", room: "A", typing: true })), {
    type: "typing",
    room: "a",
    typing: true,
  });
  assert.deepEqual(readNote(Payload.fromValue({ type: "rename", room: "a", name: " Grace " })), {
    type: "rename",
    room: "a",
    name: "Grace",
  });
  assert.equal(readRoomOf(Payload.fromValue({ room: "大厅" })), "大厅");
});

test("a person of the playground, somebody else, and one who says it wrongly", () => {
  assert.deepEqual(person({ key, name: "Ada" }), { key, name: "Ada" });
  for (const data of [undefined, Payload.fromValue({}), Payload.fromValue(1), Payload.fromBytes(Uint8Array.of(1, 255))])
    assert.equal(readPerson(data), undefined);
  for (const wrong of [
    {},
    { key },
    { key: "short", name: "Ada" },
    { key, name: " \u200b\u202e " },
    { key, name: "\u200d" },
  ])
    assert.equal(person(wrong), "malformed");
});

test("fields of the wrong type", () => {
  for (const wrong of [
    { room: 1 },
    { room: "../etc" },
    { id: 1 },
    { id: "" },
    { name: {} },
    { text: "  " },
    { at: "5" },
    { at: 0.5 },
    { at: -1 },
  ])
    assert.throws(() => say(wrong), invalid, JSON.stringify(wrong));
  for (const wrong of [
    {},
    { type: "shout" },
    { type: "typing", room: "a", typing: "yes" },
    { type: "rename", room: "a" },
  ])
    assert.throws(() => readNote(Payload.fromValue(wrong)), invalid);
});

test("bounds at N and N+1", () => {
  const { nameLength, textLength, idLength } = chatBounds;
  for (const [field, most] of Object.entries({ name: nameLength, text: textLength, id: idLength })) {
    say({ [field]: "x".repeat(most) });
    assert.throws(() => say({ [field]: "x".repeat(most + 1) }), invalid, field);
  }
  say({ at: now + 60_000 });
  assert.throws(() => say({ at: now + 60_001 }), invalid);
  assert.notEqual(person({ key: "k".repeat(idLength), name: "Ada" }), "malformed");
  assert.equal(person({ key: "k".repeat(idLength + 1), name: "Ada" }), "malformed");
});

test("whatever a page sends is read or refused", () => {
  const field = fc.oneof(fc.anything(), fc.string());
  const anything = fc.record({
    type: field,
    room: field,
    id: field,
    name: field,
    text: field,
    at: field,
    playground: field,
  });
  fc.assert(
    fc.property(anything, (value) => {
      let text: string;
      try {
        text = JSON.stringify(value);
      } catch {
        return;
      }
      const data = Payload.fromJson(text);
      readPerson(data);
      for (const read of [() => readSay(data, now), () => readNote(data), () => readRoomOf(data)]) {
        try {
          read();
        } catch (error) {
          assert.ok(invalid(error), String(error));
        }
      }
    }),
  );
});
