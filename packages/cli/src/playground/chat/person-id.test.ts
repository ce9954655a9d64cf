import assert from "node:assert/strict";
import { test } from "node:test";
import { personId } from "./person-id.ts";

test("one key, one id, and the id does not hold the key", () => {
  assert.equal(personId("abc"), "ba7816bf8f01cfea");
  assert.notEqual(personId("abd"), personId("abc"));
});
