import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { chatBounds } from "../../../protocol/chat.ts";
import { readCommand } from "./read-command.ts";

const read = (value: unknown): ReturnType<typeof readCommand> => readCommand(JSON.stringify(value));
const code = (value: unknown): string | undefined => {
  const command = read(value);
  return command.type === "error" ? command.code : undefined;
};
const key = "0123456789abcdef";

test("the five commands", () => {
  assert.deepEqual(read({ type: "join", room: "Tea Room", key, name: " Ada \n Byron " }), {
    type: "join",
    room: "tea-room",
    key,
    name: "Ada Byron",
  });
  assert.deepEqual(read({ type: "rename", name: "Grace" }), { type: "rename", name: "Grace" });
  assert.deepEqual(read({ type: "say", id: "1", text: " hello\nworld " }), {
    type: "say",
    id: "1",
    text: "hello\nworld",
  });
  assert.deepEqual(read({ type: "typing", typing: true }), { type: "typing", typing: true });
  assert.deepEqual(read({ type: "ping", more: 1 }), { type: "ping" });
});

test("what is no command", () => {
  for (const text of ["", "{", "\u0000", '"join"', "null", "1"]) {
    const command = readCommand(text);
    assert.equal(command.type === "error" && command.code, "malformed", text);
  }
  for (const value of [{}, [], { type: "shout" }, { type: "__proto__" }, { type: 1 }])
    assert.equal(code(value), "unknown-type");
});

test("fields of the wrong type", () => {
  assert.equal(code({ type: "join", room: 1, key, name: "Ada" }), "invalid");
  assert.equal(code({ type: "join", room: "../etc", key, name: "Ada" }), "invalid");
  assert.equal(code({ type: "join", room: "a", key: "short", name: "Ada" }), "invalid");
  assert.equal(code({ type: "join", room: "a", key, name: {} }), "invalid");
  assert.equal(code({ type: "rename", name: " \u200b\u202e " }), "invalid");
  assert.equal(code({ type: "rename", name: "\u200d" }), "invalid");
  assert.equal(code({ type: "say", id: 1, text: "a" }), "invalid");
  assert.equal(code({ type: "say", id: "1", text: "  " }), "invalid");
  assert.equal(code({ type: "typing", typing: "yes" }), "invalid");
});

test("lengths at N and N+1", () => {
  const name = "n".repeat(chatBounds.nameLength);
  assert.equal(code({ type: "rename", name }), undefined);
  assert.equal(code({ type: "rename", name: `${name}n` }), "too-long");
  const text = "t".repeat(chatBounds.textLength);
  assert.equal(code({ type: "say", id: "1", text }), undefined);
  assert.equal(code({ type: "say", id: "1", text: `${text}t` }), "too-long");
  const id = "i".repeat(chatBounds.idLength);
  assert.equal(code({ type: "say", id, text }), undefined);
  assert.equal(code({ type: "say", id: `${id}i`, text }), "invalid");
});

test("an unfit message names the id that its sender waits for", () => {
  const command = read({ type: "say", id: "7", text: "" });
  assert.equal(command.type === "error" && command.id, "7");
});

test("a lone surrogate becomes the replacement character", () => {
  assert.deepEqual(readCommand('{"type":"say","id":"1","text":"a\\ud800b"}'), {
    type: "say",
    id: "1",
    text: "a\ufffdb",
  });
});

test("no text makes it throw", () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => typeof readCommand(text).type === "string"));
  const types = fc.constantFrom("join", "rename", "say", "typing", "ping");
  const record = fc.record({
    type: types,
    room: fc.anything(),
    key: fc.anything(),
    name: fc.anything(),
    id: fc.anything(),
    text: fc.anything(),
  });
  fc.assert(fc.property(record, (value) => typeof read(value).type === "string"));
});
