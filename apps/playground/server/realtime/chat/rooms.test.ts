import assert from "node:assert/strict";
import { test } from "node:test";
import { maxRooms, Rooms } from "./rooms.ts";

test("a room is the same for all, also after it was empty", () => {
  const rooms = new Rooms<string>();
  const lobby = rooms.enter("lobby");
  lobby?.join("tab", "ada", "Ada");
  lobby?.say("tab", "1", "hello", 1);
  lobby?.leave("tab");
  assert.equal(rooms.enter("lobby")?.messages.length, 1);
  assert.notEqual(rooms.enter("other"), lobby);
});

test("the empty room entered longest ago makes place, at N and N+1", () => {
  const rooms = new Rooms<string>();
  const first = rooms.enter("0");
  const second = rooms.enter("1");
  for (let n = 2; n < maxRooms; n++) rooms.enter(String(n));
  assert.equal(rooms.enter("0"), first);
  rooms.enter("one more");
  assert.equal(rooms.enter("0"), first);
  assert.notEqual(rooms.enter("1"), second);
});

test("no new room when all have people in them", () => {
  const rooms = new Rooms<string>();
  for (let n = 0; n < maxRooms; n++) rooms.enter(String(n))?.join("tab", "ada", "Ada");
  assert.equal(rooms.enter("one more"), undefined);
  assert.notEqual(rooms.enter("0"), undefined);
});
