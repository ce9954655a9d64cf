import assert from "node:assert/strict";
import { test } from "node:test";
import { parseVersion, webSocketVersion } from "./version.ts";

test("RFC 6455 §4.1: the version is 13", () => {
  assert.equal(webSocketVersion, 13);
});

test("edge 1: every number from 0 to 255 is a version, and 256 is none (RFC 6455 §4.3)", () => {
  for (let version = 0; version <= 255; version += 1) assert.equal(parseVersion(String(version)), version);
  assert.equal(parseVersion("256"), undefined);
  assert.equal(parseVersion("999"), undefined);
});

test("edge 1: refuses every other way to write 13 (RFC 6455 §4.3)", () => {
  for (const value of [
    "",
    "0xd",
    "013",
    "00",
    "1.3e1",
    "+13",
    "-13",
    "13.0",
    " 13",
    "13 ",
    "1 3",
    "13,13",
    "１３",
    "0013",
  ]) {
    assert.equal(parseVersion(value), undefined, JSON.stringify(value));
  }
});
