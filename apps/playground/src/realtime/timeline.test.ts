import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import type { ChatMessage } from "../../protocol/chat.ts";
import { shownMessages, Timeline, waitingMessages } from "./timeline.ts";

const message = (id: string, at: number, person = "bob"): ChatMessage => ({
  id,
  person,
  name: person,
  text: `text ${id}`,
  at,
});

describe("timeline", () => {
  let timeline: Timeline;

  beforeEach(() => {
    timeline = new Timeline();
  });

  const shown = (): string[] => timeline.messages.map(({ id, state }) => `${id} ${state}`);

  test("own messages wait at the end and take their place when the server has them", () => {
    timeline.write(message("mine", 1, "me"));
    timeline.receive([message("1", 10)], "me");
    assert.deepEqual(shown(), ["1 received", "mine sending"]);
    timeline.confirm("mine", 11);
    timeline.receive([message("2", 12)], "me");
    assert.deepEqual(shown(), ["1 received", "mine sent", "2 received"]);
    timeline.confirm("mine", 99);
    assert.deepEqual(shown(), ["1 received", "mine sent", "2 received"]);
  });

  test("history after a cut is joined with what is here, each message once", () => {
    timeline.receive([message("1", 1), message("2", 2)], "me");
    timeline.receive([message("2", 2), message("3", 3)], "me");
    assert.deepEqual(shown(), ["1 received", "2 received", "3 received"]);
  });

  test("an empty history of a server that was restarted takes nothing away", () => {
    timeline.receive([message("1", 1)], "me");
    timeline.receive([], "me");
    assert.deepEqual(shown(), ["1 received"]);
  });

  test("an own message in the history is its acknowledgement", () => {
    timeline.write(message("mine", 1, "me"));
    timeline.receive([message("mine", 5, "me")], "me");
    assert.deepEqual(shown(), ["mine sent"]);
    assert.deepEqual(timeline.unsent, []);
  });

  test("the same id of another person is another message", () => {
    timeline.write(message("1", 1, "me"));
    timeline.receive([message("1", 5, "bob")], "me");
    assert.deepEqual(shown(), ["1 received", "1 sending"]);
  });

  test("what was written before the id was known is claimed, and so recognised", () => {
    timeline.write(message("mine", 1, ""));
    timeline.claim("me");
    timeline.receive([message("mine", 5, "me")], "me");
    assert.deepEqual(
      timeline.messages.map(({ person, state }) => [person, state]),
      [["me", "sent"]],
    );
  });

  test("a failed message stays, and can be tried again", () => {
    timeline.write(message("mine", 1, "me"));
    timeline.fail("mine");
    assert.deepEqual(shown(), ["mine failed"]);
    assert.deepEqual(timeline.unsent, []);
    assert.equal(timeline.retry("mine")?.state, "sending");
    assert.equal(timeline.retry("mine"), undefined);
    assert.deepEqual(shown(), ["mine sending"]);
  });

  test("waiting messages are bounded, at N and N+1", () => {
    for (let n = 0; n < waitingMessages; n++) timeline.write(message(String(n), n, "me"));
    assert.equal(timeline.unsent.length, waitingMessages);
    timeline.write(message("more", 99, "me"));
    assert.equal(shown().at(-1), "more failed");
  });

  test("shown messages are bounded; the oldest go", () => {
    for (let n = 0; n <= shownMessages; n++) timeline.receive([message(String(n), n)], "me");
    assert.equal(timeline.messages.length, shownMessages);
    assert.equal(timeline.messages[0]?.id, "1");
  });
});
