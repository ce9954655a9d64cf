import assert from "node:assert/strict";
import { test } from "node:test";
import { equalsIgnoringCase } from "./ascii-case.ts";

test("letters of either case are equal", () => {
  assert.equal(equalsIgnoringCase("WebSocket", "wEBsOCKET"), true);
});

test("other characters are compared exactly", () => {
  assert.equal(equalsIgnoringCase("a", "ab"), false);
  assert.equal(equalsIgnoringCase("[", "{"), false);
  assert.equal(equalsIgnoringCase("@", "`"), false);
  assert.equal(equalsIgnoringCase("Ä", "ä"), false);
});

test("the Kelvin sign is no k, as it would be for toLowerCase", () => {
  assert.equal("webSoc\u212aet".toLowerCase(), "websocket");
  assert.equal(equalsIgnoringCase("webSoc\u212aet", "websocket"), false);
});
