import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import type { ChatEvent } from "../../../protocol/chat.ts";
import { Chat } from "./chat.ts";
import { personId } from "./person-id.ts";
import { maxMembersPerRoom } from "./room.ts";

interface Tab {
  readonly heard: ChatEvent[];
}

const adaKey = "ada's secret key";
const bobKey = "bob's secret key";

describe("chat", () => {
  let chat: Chat<Tab>;
  let now = 0;

  beforeEach(() => {
    now = 1000;
    chat = new Chat<Tab>({
      deliver: (event, to) => {
        for (const tab of to) tab.heard.push(event);
      },
      now: () => now,
    });
  });

  const open = (): Tab => ({ heard: [] });
  const send = (tab: Tab, command: object): void => chat.receive(tab, JSON.stringify(command));
  const heard = (tab: Tab): ChatEvent[] => tab.heard.splice(0);
  const join = (key: string, name: string, room = "lobby"): Tab => {
    const tab = open();
    send(tab, { type: "join", room, key, name });
    return tab;
  };

  test("a joiner learns who is here and what was said; the others learn of the joiner", () => {
    const ada = join(adaKey, "Ada");
    send(ada, { type: "say", id: "1", text: "hello" });
    heard(ada);
    const bob = join(bobKey, "Bob");
    const [joined, ...more] = heard(bob);
    assert.deepEqual(more, []);
    assert.ok(joined?.type === "joined");
    assert.equal(joined.you, personId(bobKey));
    assert.deepEqual(
      joined.people.map((person) => person.name),
      ["Ada", "Bob"],
    );
    assert.deepEqual(
      joined.messages.map((message) => message.text),
      ["hello"],
    );
    assert.deepEqual(heard(ada), [{ type: "person", person: { id: personId(bobKey), name: "Bob", tabs: 1 } }]);
  });

  test("a message reaches the others, also the sender's other tab, and is acknowledged to the sender", () => {
    const ada = join(adaKey, "Ada");
    const ada2 = join(adaKey, "Ada");
    const bob = join(bobKey, "Bob");
    const elsewhere = join(bobKey, "Bob", "other");
    for (const tab of [ada, ada2, bob, elsewhere]) heard(tab);
    send(ada, { type: "say", id: "1", text: "hello" });
    const message = { id: "1", person: personId(adaKey), name: "Ada", text: "hello", at: 1000 };
    assert.deepEqual(heard(bob), [{ type: "message", message }]);
    assert.deepEqual(heard(ada2), [{ type: "message", message }]);
    assert.deepEqual(heard(ada), [{ type: "sent", id: "1", at: 1000 }]);
    assert.deepEqual(heard(elsewhere), []);
  });

  test("a resend over a new connection is acknowledged and not doubled", () => {
    const bob = join(bobKey, "Bob");
    const ada = join(adaKey, "Ada");
    send(ada, { type: "say", id: "1", text: "hello" });
    chat.leave(ada);
    const again = join(adaKey, "Ada");
    heard(again);
    heard(bob);
    now = 2000;
    send(again, { type: "say", id: "1", text: "hello" });
    assert.deepEqual(heard(again), [{ type: "sent", id: "1", at: 1000 }]);
    assert.deepEqual(heard(bob), []);
  });

  test("leaving: the last tab says left, an earlier one only counts down", () => {
    const bob = join(bobKey, "Bob");
    const ada = join(adaKey, "Ada");
    const ada2 = join(adaKey, "Ada");
    heard(bob);
    chat.leave(ada);
    assert.deepEqual(heard(bob), [{ type: "person", person: { id: personId(adaKey), name: "Ada", tabs: 1 } }]);
    chat.leave(ada2);
    assert.deepEqual(heard(bob), [{ type: "left", id: personId(adaKey) }]);
    chat.leave(ada2);
    assert.deepEqual(heard(bob), []);
  });

  test("joining another room leaves the first", () => {
    const bob = join(bobKey, "Bob");
    const ada = join(adaKey, "Ada");
    heard(bob);
    send(ada, { type: "join", room: "other", key: adaKey, name: "Ada" });
    assert.deepEqual(heard(bob), [{ type: "left", id: personId(adaKey) }]);
    heard(ada);
    send(bob, { type: "say", id: "1", text: "alone" });
    assert.deepEqual(heard(ada), []);
  });

  test("a rename reaches all, also who made it", () => {
    const ada = join(adaKey, "Ada");
    const bob = join(bobKey, "Bob");
    heard(ada);
    heard(bob);
    send(ada, { type: "rename", name: "Countess" });
    const event = { type: "person", person: { id: personId(adaKey), name: "Countess", tabs: 1 } };
    assert.deepEqual(heard(ada), [event]);
    assert.deepEqual(heard(bob), [event]);
  });

  test("typing reaches the others and ends with the message or the tab", () => {
    const ada = join(adaKey, "Ada");
    const bob = join(bobKey, "Bob");
    heard(bob);
    const typing = (is: boolean): ChatEvent => ({ type: "typing", id: personId(adaKey), typing: is });
    send(ada, { type: "typing", typing: true });
    assert.deepEqual(heard(bob), [typing(true)]);
    send(ada, { type: "say", id: "1", text: "done" });
    assert.deepEqual(heard(bob)[0], typing(false));
    send(ada, { type: "typing", typing: false });
    assert.deepEqual(heard(bob), []);
    send(ada, { type: "typing", typing: true });
    heard(bob);
    chat.leave(ada);
    assert.deepEqual(heard(bob), [typing(false), { type: "left", id: personId(adaKey) }]);
  });

  test("what cannot be obeyed is answered, with the id that its sender waits for", () => {
    const tab = open();
    send(tab, { type: "say", id: "1", text: "hello" });
    assert.deepEqual(heard(tab), [{ type: "error", code: "not-joined", detail: "Join a room first.", id: "1" }]);
    send(tab, { type: "typing", typing: true });
    assert.deepEqual(heard(tab), [{ type: "error", code: "not-joined", detail: "Join a room first." }]);
    chat.receive(tab, "{");
    chat.receiveBinary(tab);
    assert.deepEqual(
      heard(tab).map((event) => event.type === "error" && event.code),
      ["malformed", "malformed"],
    );
    send(tab, { type: "ping" });
    assert.deepEqual(heard(tab), [{ type: "pong" }]);
  });

  test("a full room says so", () => {
    for (let n = 0; n < maxMembersPerRoom; n++) join(adaKey, "Ada");
    const late = join(bobKey, "Bob");
    assert.deepEqual(heard(late), [{ type: "error", code: "full", detail: "There is no room left." }]);
  });
});
