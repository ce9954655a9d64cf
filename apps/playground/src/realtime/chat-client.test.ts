import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import type { ChatEvent, ChatMessage } from "../../protocol/chat.ts";
import { longestWaitMs } from "./backoff.ts";
import { ChatClient } from "./chat-client.ts";
import { FakeSockets } from "./fake-sockets.ts";
import { ManualClock } from "./manual-clock.ts";

const join = { type: "join", room: "lobby", key: "secret", name: "Ada" };
const bob = { id: "bob", name: "Bob", tabs: 1 };

describe("chat client", () => {
  let clock: ManualClock;
  let sockets: FakeSockets;
  let client: ChatClient;
  let changes: number;

  beforeEach(() => {
    let ids = 0;
    clock = new ManualClock();
    sockets = new FakeSockets();
    changes = 0;
    client = new ChatClient({
      url: "ws://test/chat",
      openSocket: sockets.open,
      clock,
      random: () => 0.5,
      newId: () => `id${++ids}`,
      room: "lobby",
      key: "secret",
      name: "Ada",
    });
    client.subscribe(() => changes++);
  });

  const tell = (event: ChatEvent): void => sockets.last.listener.received(JSON.stringify(event));
  const joined = (messages: ChatMessage[] = []): void =>
    tell({ type: "joined", room: "lobby", you: "ada", people: [{ id: "ada", name: "Ada", tabs: 1 }, bob], messages });
  const cut = (): void => {
    sockets.last.listener.closed();
    clock.advance(longestWaitMs);
  };
  const shown = (): string[] => client.snapshot().messages.map(({ id, state }) => `${id} ${state}`);

  test("joins as soon as it is connected, and shows who and what is there", () => {
    sockets.last.listener.opened();
    assert.deepEqual(sockets.taken(), [join]);
    joined([{ id: "1", person: "bob", name: "Bob", text: "hello", at: 1 }]);
    const { you, people, messages } = client.snapshot();
    assert.equal(you, "ada");
    assert.equal(people.length, 2);
    assert.equal(messages[0]?.state, "received");
  });

  test("an own message is sending, then sent", () => {
    sockets.last.listener.opened();
    joined();
    sockets.taken();
    client.say("  hello ");
    client.say("   ");
    assert.deepEqual(shown(), ["id1 sending"]);
    assert.deepEqual(sockets.taken(), [{ type: "say", id: "id1", text: "hello" }]);
    tell({ type: "sent", id: "id1", at: 5 });
    assert.deepEqual(shown(), ["id1 sent"]);
  });

  test("what was said while offline is sent once, after the join", () => {
    sockets.last.listener.opened();
    joined();
    cut();
    client.say("offline");
    sockets.last.listener.opened();
    assert.deepEqual(sockets.taken(), [join]);
    joined();
    assert.deepEqual(sockets.taken(), [{ type: "say", id: "id1", text: "offline" }]);
    tell({ type: "sent", id: "id1", at: 5 });
    cut();
    sockets.last.listener.opened();
    joined();
    assert.deepEqual(sockets.taken(), [join]);
  });

  test("a message without its acknowledgement is sent again under the same id, unless the history has it", () => {
    sockets.last.listener.opened();
    joined();
    client.say("one");
    client.say("two");
    cut();
    sockets.last.listener.opened();
    joined([{ id: "id1", person: "ada", name: "Ada", text: "one", at: 3 }]);
    assert.deepEqual(sockets.taken(), [join, { type: "say", id: "id2", text: "two" }]);
    assert.deepEqual(shown(), ["id1 sent", "id2 sending"]);
  });

  test("a refused message has failed and can be tried again", () => {
    sockets.last.listener.opened();
    joined();
    client.say("hello");
    tell({ type: "error", code: "too-long", detail: "Too long.", id: "id1" });
    assert.deepEqual(shown(), ["id1 failed"]);
    sockets.taken();
    client.retry("id1");
    assert.deepEqual(sockets.taken(), [{ type: "say", id: "id1", text: "hello" }]);
    assert.deepEqual(shown(), ["id1 sending"]);
  });

  test("others come, are renamed, type, and leave", () => {
    sockets.last.listener.opened();
    joined();
    tell({ type: "person", person: { id: "eve", name: "Eve", tabs: 1 } });
    tell({ type: "person", person: { id: "bob", name: "Robert", tabs: 2 } });
    tell({ type: "typing", id: "bob", typing: true });
    tell({ type: "typing", id: "ada", typing: true });
    assert.deepEqual(
      client.snapshot().people.map((person) => person.name),
      ["Ada", "Robert", "Eve"],
    );
    assert.deepEqual(
      client.snapshot().typing.map((person) => person.name),
      ["Robert"],
    );
    tell({ type: "left", id: "bob" });
    assert.deepEqual(client.snapshot().typing, []);
    assert.equal(client.snapshot().people.length, 2);
  });

  test("typing is told while there is text, and ends with the message without a word", () => {
    sockets.last.listener.opened();
    client.typed("too early");
    joined();
    sockets.taken();
    client.typed("h");
    client.typed("hi");
    client.typed("");
    client.typed("hi");
    client.say("hi");
    assert.deepEqual(sockets.taken(), [
      { type: "typing", typing: true },
      { type: "typing", typing: false },
      { type: "typing", typing: true },
      { type: "say", id: "id1", text: "hi" },
    ]);
  });

  test("a new name is told, and used at the next join", () => {
    sockets.last.listener.opened();
    joined();
    sockets.taken();
    client.rename("Countess");
    client.rename("Countess");
    assert.deepEqual(sockets.taken(), [{ type: "rename", name: "Countess" }]);
    cut();
    sockets.last.listener.opened();
    assert.deepEqual(sockets.taken(), [{ ...join, name: "Countess" }]);
  });

  test("a full room is a problem, until it is not", () => {
    sockets.last.listener.opened();
    tell({ type: "error", code: "full", detail: "Full." });
    assert.equal(client.snapshot().problem, "full");
    joined();
    assert.equal(client.snapshot().problem, undefined);
  });

  test("what it does not understand changes nothing", () => {
    sockets.last.listener.opened();
    const before = client.snapshot();
    const count = changes;
    sockets.last.listener.received("{");
    sockets.last.listener.received('{"type":"news"}');
    assert.equal(client.snapshot(), before);
    assert.equal(changes, count);
  });

  test("close leaves no timer", () => {
    sockets.last.listener.opened();
    joined();
    client.typed("h");
    tell({ type: "typing", id: "bob", typing: true });
    client.close();
    assert.equal(client.snapshot().connection.type, "closed");
    assert.equal(clock.pending, 0);
  });
});
