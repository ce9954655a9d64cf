import assert from "node:assert/strict";
import { test } from "node:test";
import { ConnectingTurns } from "./connecting-turns.ts";

test("RFC 6455 §4.1: one turn at a time for each key, in order; other keys do not wait", () => {
  const turns = new ConnectingTurns();
  const log: string[] = [];
  const endFirst = turns.take("a", () => log.push("a1"));
  const endSecond = turns.take("a", () => log.push("a2"));
  turns.take("a", () => log.push("a3"));
  turns.take("b", () => log.push("b1"));
  assert.deepEqual(log, ["a1", "b1"]);
  endFirst();
  assert.deepEqual(log, ["a1", "b1", "a2"]);
  endFirst();
  endSecond();
  assert.deepEqual(log, ["a1", "b1", "a2", "a3"]);
});

test("who gives up waiting is not called, and others move up", () => {
  const turns = new ConnectingTurns();
  const log: string[] = [];
  const endFirst = turns.take("a", () => log.push("1"));
  const giveUp = turns.take("a", () => log.push("2"));
  const endThird = turns.take("a", () => log.push("3"));
  giveUp();
  endFirst();
  endThird();
  turns.take("a", () => log.push("4"));
  assert.deepEqual(log, ["1", "3", "4"]);
});
