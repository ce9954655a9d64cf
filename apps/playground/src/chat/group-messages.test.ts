import assert from "node:assert/strict";
import { test } from "node:test";
import type { MessageState, ShownMessage } from "../realtime/timeline.ts";
import { groupGapMs, groupMessages } from "./group-messages.ts";

const noon = new Date(2026, 10, 22, 12).getTime();
const message = (id: string, person: string, at: number, state: MessageState = "received"): ShownMessage => ({
  ...{ id, person, name: person, text: id, at, state, isAfterGap: false },
});
const groupsOf = (messages: ShownMessage[]): string[] =>
  groupMessages(messages).map(({ messages: inside }) => inside.map(({ id }) => id).join("+"));

test("one author's messages stand together until another one speaks", () => {
  const messages = [
    message("1", "ada", noon),
    message("2", "ada", noon),
    message("3", "bob", noon),
    message("4", "ada", noon),
  ];
  assert.deepEqual(groupsOf(messages), ["1+2", "3", "4"]);
});

test("a pause splits, at N and N+1", () => {
  assert.deepEqual(groupsOf([message("1", "ada", noon), message("2", "ada", noon + groupGapMs)]), ["1+2"]);
  assert.deepEqual(groupsOf([message("1", "ada", noon), message("2", "ada", noon + groupGapMs + 1)]), ["1", "2"]);
});

test("midnight and a new name split", () => {
  const midnight = new Date(2026, 10, 23).getTime();
  const groups = groupMessages([message("1", "ada", midnight - 1), message("2", "ada", midnight)]);
  assert.deepEqual(
    groups.map(({ startsDay }) => startsDay),
    [true, true],
  );
  assert.deepEqual(groupsOf([message("1", "ada", noon), { ...message("2", "ada", noon), name: "Countess" }]), [
    "1",
    "2",
  ]);
});

test("own messages are own in every state", () => {
  const own = groupMessages([message("1", "me", noon, "sent"), message("2", "me", noon, "sending")]);
  assert.equal(own.length, 1);
  assert.equal(own[0]?.isOwn, true);
  assert.equal(groupMessages([message("1", "ada", noon)])[0]?.isOwn, false);
});

test("nothing gives nothing", () => assert.deepEqual(groupMessages([]), []));

test("a gap begins a group", () => {
  const groups = groupMessages([message("1", "ada", noon), { ...message("2", "ada", noon), isAfterGap: true }]);
  assert.deepEqual(
    groups.map(({ isAfterGap }) => isAfterGap),
    [false, true],
  );
});
