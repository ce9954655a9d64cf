import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import type { ChatMessage } from "@longwire/cli/playground";
import { type LoggedMessage, shownMessages, Timeline, waitingMessages } from "./timeline.ts";

const message = (id: string, at: number, person = "bob"): ChatMessage => ({
  id,
  person,
  name: person,
  text: `text ${id}`,
  at,
});

const logged = (id: string, offset: number, person = "bob"): LoggedMessage => ({
  message: message(id, offset, person),
  offset,
});
const at = (offset: number, epoch = "a"): { readonly epoch: string; readonly offset: number } => ({ epoch, offset });

describe("timeline", () => {
  let timeline: Timeline;

  beforeEach(() => {
    timeline = new Timeline();
  });

  const shown = (): string[] => timeline.messages.map(({ id, state }) => `${id} ${state}`);

  test("own messages wait at the end and take their place when the server has them", () => {
    timeline.write(message("mine", 1, "me"));
    timeline.receive([logged("1", 10)], "a", "me");
    assert.deepEqual(shown(), ["1 received", "mine sending"]);
    timeline.confirm("mine", at(11));
    timeline.receive([logged("2", 12)], "a", "me");
    assert.deepEqual(shown(), ["1 received", "mine sent", "2 received"]);
    timeline.confirm("mine", at(99));
    assert.deepEqual(shown(), ["1 received", "mine sent", "2 received"]);
  });

  test("history after a cut is joined with what is here, each message once", () => {
    timeline.receive([logged("1", 1), logged("2", 2)], "a", "me");
    timeline.receive([logged("2", 2), logged("3", 3)], "a", "me");
    assert.deepEqual(shown(), ["1 received", "2 received", "3 received"]);
  });

  test("an empty history of a server that was restarted takes nothing away", () => {
    timeline.receive([logged("1", 1)], "a", "me");
    timeline.receive([], "a", "me");
    assert.deepEqual(shown(), ["1 received"]);
  });

  test("an own message in the history is its acknowledgement", () => {
    timeline.write(message("mine", 1, "me"));
    timeline.receive([logged("mine", 5, "me")], "a", "me");
    assert.deepEqual(shown(), ["mine sent"]);
    assert.deepEqual(timeline.unsent, []);
  });

  test("the same id of another person is another message", () => {
    timeline.write(message("1", 1, "me"));
    timeline.receive([logged("1", 5, "bob")], "a", "me");
    assert.deepEqual(shown(), ["1 received", "1 sending"]);
  });

  test("what was written before the id was known is claimed, and so recognised", () => {
    timeline.write(message("mine", 1, ""));
    timeline.claim("me");
    timeline.receive([logged("mine", 5, "me")], "a", "me");
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
    timeline.retry("mine");
    assert.deepEqual(shown(), ["mine sending"]);
  });

  test("waiting messages are bounded, at N and N+1", () => {
    for (let n = 0; n < waitingMessages; n++) timeline.write(message(String(n), n, "me"));
    assert.equal(timeline.unsent.length, waitingMessages);
    timeline.write(message("more", 99, "me"));
    assert.equal(shown().at(-1), "more failed");
  });

  test("shown messages are bounded; the oldest go", () => {
    for (let n = 0; n <= shownMessages; n++) timeline.receive([logged(String(n), n)], "a", "me");
    assert.equal(timeline.messages.length, shownMessages);
    assert.equal(timeline.messages[0]?.id, "1");
  });

  test("messages stand in the order of the log, whatever their clocks say", () => {
    timeline.receive([logged("2", 2)], "a", "me");
    timeline.receive([{ message: message("1", 99), offset: 1 }], "a", "me");
    assert.deepEqual(shown(), ["1 received", "2 received"]);
  });

  test("a log that began anew follows the one before", () => {
    timeline.receive([logged("1", 7)], "a", "me");
    timeline.receive([logged("2", 1)], "b", "me");
    assert.deepEqual(shown(), ["1 received", "2 received"]);
  });

  const gaps = (): string[] => timeline.messages.filter(({ isAfterGap }) => isAfterGap).map(({ id }) => id);

  test("a history that joins on leaves no gap, one that does not leaves one", () => {
    timeline.receive([logged("1", 1)], "a", "me");
    timeline.rejoin([logged("1", 1), logged("2", 2)], "a", "me");
    assert.deepEqual([gaps(), timeline.hasGapAtEnd], [[], false]);
    timeline.rejoin([logged("3", 3), logged("4", 4)], "a", "me");
    assert.deepEqual([gaps(), timeline.hasGapAtEnd], [[], false]);
    timeline.rejoin([logged("6", 6), logged("7", 7)], "a", "me");
    assert.deepEqual([gaps(), timeline.hasGapAtEnd], [["6"], false]);
  });

  test("a log that began anew is a gap, also when it is empty", () => {
    timeline.receive([logged("1", 1)], "a", "me");
    timeline.rejoin([], "b", "me");
    assert.deepEqual([gaps(), timeline.hasGapAtEnd], [[], true]);
    timeline.receive([logged("2", 1), logged("3", 2)], "b", "me");
    assert.deepEqual([gaps(), timeline.hasGapAtEnd], [["2"], false]);
  });

  test("where nothing was shown nothing can be missing", () => {
    timeline.rejoin([logged("5", 5)], "a", "me");
    assert.deepEqual([gaps(), timeline.hasGapAtEnd], [[], false]);
  });
});
