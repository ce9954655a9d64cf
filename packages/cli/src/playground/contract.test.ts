import assert from "node:assert/strict";
import { test } from "node:test";
import { chatBounds, roomName } from "./contract.ts";

test("one spelling of a room", () => {
  assert.equal(roomName(" Tea Room "), "tea-room");
  assert.equal(roomName("大厅"), "大厅");
  assert.equal(roomName("cafe\u0301"), "caf\u00e9");
});

test("what names no room", () => {
  for (const text of ["", " ", "-", "a/b", "a\u202eb", "a?b", "..", "<b>", "\ud800"])
    assert.equal(roomName(text), undefined);
});

test("the length bound, at N and N+1", () => {
  assert.equal(roomName("a".repeat(chatBounds.roomLength)), "a".repeat(chatBounds.roomLength));
  assert.equal(roomName("a".repeat(chatBounds.roomLength + 1)), undefined);
});
