import assert from "node:assert/strict";
import { test } from "node:test";
import { chatBounds } from "../../../protocol/chat.ts";
import { maxMembersPerRoom, Room } from "./room.ts";

test("several tabs of one person are one person", () => {
  const room = new Room<string>();
  assert.deepEqual(room.join("tab1", "ada", "Ada"), { id: "ada", name: "Ada", tabs: 1 });
  assert.deepEqual(room.join("tab2", "ada", "Countess"), { id: "ada", name: "Countess", tabs: 2 });
  assert.deepEqual(room.people, [{ id: "ada", name: "Countess", tabs: 2 }]);
  assert.deepEqual(room.leave("tab1"), { id: "ada", name: "Countess", tabs: 1 });
  assert.deepEqual(room.leave("tab2"), { id: "ada", name: "Countess", tabs: 0 });
  assert.deepEqual(room.people, []);
  assert.equal(room.leave("tab2"), undefined);
});

test("joining twice with one tab counts it once", () => {
  const room = new Room<string>();
  room.join("tab", "ada", "Ada");
  assert.deepEqual(room.join("tab", "bob", "Bob"), { id: "bob", name: "Bob", tabs: 1 });
  assert.deepEqual([...room.members], ["tab"]);
  assert.deepEqual(room.people, [{ id: "bob", name: "Bob", tabs: 1 }]);
});

test("a rename keeps the person and the tabs", () => {
  const room = new Room<string>();
  room.join("tab1", "ada", "Ada");
  room.join("tab2", "ada", "Ada");
  assert.deepEqual(room.rename("tab1", "Countess"), { id: "ada", name: "Countess", tabs: 2 });
  assert.deepEqual(room.personOf("tab2"), { id: "ada", name: "Countess", tabs: 2 });
  assert.equal(room.rename("stranger", "X"), undefined);
});

test("a resend is recognised and not said twice", () => {
  const room = new Room<string>();
  room.join("tab", "ada", "Ada");
  assert.equal(room.say("tab", "1", "hello", 10)?.isNew, true);
  const again = room.say("tab", "1", "hello", 20);
  assert.equal(again?.isNew, false);
  assert.equal(again?.message.at, 10);
  assert.equal(room.messages.length, 1);
});

test("the id of one person does not shadow that of another", () => {
  const room = new Room<string>();
  room.join("a", "ada", "Ada");
  room.join("b", "bob", "Bob");
  room.say("a", "1", "from Ada", 1);
  assert.equal(room.say("b", "1", "from Bob", 2)?.isNew, true);
});

test("history keeps the last 50; ids are remembered longer, and not for ever", () => {
  const room = new Room<string>();
  room.join("tab", "ada", "Ada");
  for (let n = 0; n < 1000; n++) room.say("tab", String(n), "x", n);
  assert.equal(room.messages.length, chatBounds.historyMessages);
  assert.equal(room.messages[0]?.id, "950");
  assert.equal(room.say("tab", "0", "x", 1)?.isNew, false);
  room.say("tab", "1000", "x", 1);
  assert.equal(room.say("tab", "0", "x", 1)?.isNew, true);
});

test("a full room refuses, at N and N+1", () => {
  const room = new Room<number>();
  for (let n = 1; n < maxMembersPerRoom; n++) room.join(n, "ada", "Ada");
  assert.notEqual(room.join(0, "ada", "Ada"), undefined);
  assert.equal(room.join(-1, "ada", "Ada"), undefined);
  assert.equal(room.has(-1), false);
});

test("a stranger says nothing", () => {
  assert.equal(new Room<string>().say("tab", "1", "hello", 1), undefined);
});
