import assert from "node:assert/strict";
import { test } from "node:test";
import { catalogue, firstLocale, locales } from "./locale.ts";

test("a kept choice wins, else the first wished language that there is, else English", () => {
  assert.equal(firstLocale("en", ["zh-CN"]), "en");
  assert.equal(firstLocale("fr", ["zh-CN"]), "zh-CN");
  assert.equal(firstLocale(undefined, ["fr-FR", "zh-Hans-SG", "en"]), "zh-CN");
  assert.equal(firstLocale(undefined, ["de", "en-GB", "zh"]), "en");
  assert.equal(firstLocale(undefined, []), "en");
});

test("no text is empty, in any language", () => {
  const walk = (value: unknown, path: string): void => {
    if (typeof value === "string") assert.notEqual(value.trim(), "", path);
    else if (typeof value === "object" && value !== null)
      for (const [key, each] of Object.entries(value)) walk(each, `${path}.${key}`);
  };
  for (const locale of locales) walk(catalogue[locale], locale);
});

test("texts with a number agree with it", () => {
  assert.equal(catalogue.en.room.here(1), "1 person here");
  assert.equal(catalogue.en.room.here(2), "2 people here");
  assert.equal(catalogue.en.room.typing(["Ada"]), "Ada is typing…");
  assert.equal(catalogue.en.room.typing(["Ada", "Bob"]), "Ada and Bob are typing…");
  assert.equal(catalogue["zh-CN"].room.typing(["Ada", "Bob", "Eve"]), "多人正在输入…");
});
