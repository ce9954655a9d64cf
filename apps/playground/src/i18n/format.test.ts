import assert from "node:assert/strict";
import { test } from "node:test";
import { daysBetween, formatOf } from "./format.ts";
import { catalogue } from "./locale.ts";

const english = formatOf("en", catalogue.en);
const chinese = formatOf("zh-CN", catalogue["zh-CN"]);
const at = new Date(2026, 10, 22, 9, 5, 7, 250).getTime();

test("times have two digits each, midnight is 00", () => {
  assert.equal(english.time(at), "09:05");
  assert.equal(english.time(new Date(2026, 10, 22, 0, 1).getTime()), "00:01");
  assert.equal(english.clockTime(at), "09:05:07");
  assert.equal(english.preciseTime(at), "09:05:07.2");
});

test("days are today, yesterday, or a date", () => {
  const now = new Date(2026, 10, 23, 0, 1).getTime();
  assert.equal(english.day(now, now), "Today");
  assert.equal(english.day(at, now), "Yesterday");
  assert.equal(english.day(at, now + 86_400_000), "November 22, 2026");
  assert.equal(chinese.day(at, now + 86_400_000), "2026年11月22日");
});

test("days are counted by midnights, not by 24 hours", () => {
  assert.equal(daysBetween(new Date(2026, 2, 28, 23, 59).getTime(), new Date(2026, 2, 30, 0, 1).getTime()), 2);
  assert.equal(daysBetween(at, at + 1000), 0);
});

test("each measure has its digits and its unit", () => {
  assert.equal(english.figure("rssBytes", 1_234_567_890), "1,234.6");
  assert.equal(english.unit("rssBytes"), "MB");
  assert.equal(english.figure("loopP99Ms", 0.5), "0.50");
  assert.equal(english.figure("processCpu", 12.34), "12.3");
  assert.equal(english.figure("connections", 7), "7");
  assert.equal(english.unit("connections"), "");
  assert.equal(english.unit("messagesOut"), "/s");
  assert.equal(chinese.unit("messagesOut"), "/秒");
});
