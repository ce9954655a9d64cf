import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { channelNameFault, parseChannelPattern } from "./channel-pattern.ts";

describe("a channel's name", () => {
  const rows: readonly (readonly [string, string, RegExp | undefined])[] = [
    ["plain", "news", undefined],
    ["of 255 bytes", `${"é".repeat(127)}x`, undefined],
    ["of 256 bytes", "é".repeat(128), /longer than 255 bytes/],
    ["of 255 characters of one byte", "x".repeat(255), undefined],
    ["of 256 characters of one byte", "x".repeat(256), /longer/],
    ["empty", "", /no name/],
    ["with a line break", "a\nb", /control character/],
    ["with DEL", "a\u007f", /control character/],
    ["with a lone surrogate", "a\ud800", /no Unicode/],
    ["that is a name of objects", "__proto__", undefined],
  ];
  for (const [title, name, expected] of rows) {
    it(`${title} is ${expected === undefined ? "taken" : "refused"}`, () => {
      if (expected === undefined) assert.equal(channelNameFault(name), undefined);
      else assert.match(channelNameFault(name) ?? "", expected);
    });
  }
});

describe("a channel pattern", () => {
  const rows: readonly (readonly [string, string, Record<string, string> | undefined])[] = [
    ["news", "news", {}],
    ["news", "news2", undefined],
    ["room:{id}", "room:7", { id: "7" }],
    ["room:{id}", "room:", undefined],
    ["room:{id}", "room:7:admin", undefined],
    ["room:{id}", "roam:7", undefined],
    ["{a}-{b}", "x-y", { a: "x", b: "y" }],
    ["{a}-{b}", "x-y-z", { a: "x", b: "y-z" }],
    ["{a}-{b}", "-y", undefined],
    ["user:{id}:inbox", "user:é:inbox", { id: "é" }],
    ["user:{id}:inbox", "user::inbox", undefined],
    ["user:{id}:inbox", "user:1:outbox", undefined],
    ["a{x}a", "aa", undefined],
    ["a{x}a", "aba", { x: "b" }],
    ["o:{__proto__}", "o:1", Object.fromEntries([["__proto__", "1"]])],
  ];
  for (const [pattern, channel, expected] of rows) {
    it(`${pattern} ${expected === undefined ? "does not match" : "matches"} ${channel}`, () => {
      assert.deepEqual(parseChannelPattern(pattern).match(channel), expected);
    });
  }

  const wrong: readonly (readonly [string, RegExp])[] = [
    ["room:{id", /"\{" without a "\}"/],
    ["room:id}", /without a "\{"/],
    ["room:{}", /no name for a parameter/],
    ["room:{i d}", /no name for a parameter/],
    ["{a}:{a}", /twice/],
    ["{a}{b}", /nothing stands between/],
    ["", /no name/],
  ];
  for (const [pattern, expected] of wrong) {
    it(`refuses ${JSON.stringify(pattern)}`, () => {
      assert.throws(() => parseChannelPattern(pattern), expected);
    });
  }
});
