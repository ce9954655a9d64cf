import assert from "node:assert/strict";
import { test } from "node:test";
import { violations } from "../violation.ts";
import { type CloseFacts, closeResult } from "./close-result.ts";

const nothing: CloseFacts = { sent: undefined, received: undefined, first: undefined, cause: undefined };
const sent = { code: 1000, reason: "ours" };
const received = { code: 4000, reason: "theirs" };
const cause = violations["text-not-utf8"];

test("§7.1.5: the received code and reason are what the application is told; 1005 for a Close without one", () => {
  const result = closeResult({ ...nothing, sent, received, first: "local" });
  assert.deepEqual([result.code, result.reason, result.wasClean], [4000, "theirs", true]);
  const empty = closeResult({ ...nothing, sent, received: { code: undefined, reason: "" } });
  assert.deepEqual([empty.code, empty.reason, empty.wasClean], [1005, "", true]);
});

test("§7.1.7: without a received Close, the violation; without one, 1006", () => {
  const failed = closeResult({ ...nothing, sent, cause });
  assert.deepEqual([failed.code, failed.reason, failed.wasClean], [1007, cause.message, false]);
  const lost = closeResult(nothing);
  assert.deepEqual([lost.code, lost.reason, lost.wasClean], [1006, "", false]);
});

test("§7.1.4: clean means both Closes and no violation", () => {
  assert.equal(closeResult({ ...nothing, sent, received, cause }).wasClean, false);
  assert.equal(closeResult({ ...nothing, sent }).wasClean, false);
  assert.equal(closeResult({ ...nothing, received }).wasClean, false);
});

test("the facts are part of the result", () => {
  const facts: CloseFacts = { sent, received, first: "remote", cause };
  assert.deepEqual(
    { ...closeResult(facts), code: 0, reason: "", wasClean: false },
    {
      ...facts,
      code: 0,
      reason: "",
      wasClean: false,
    },
  );
});
