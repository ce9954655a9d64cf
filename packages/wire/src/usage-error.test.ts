import assert from "node:assert/strict";
import { test } from "node:test";
import { UsageError } from "./usage-error.ts";

test("a usage error is an Error with a stable code", () => {
  const error = new UsageError("ERR_NOT_OPEN", "open it first");
  assert.ok(error instanceof Error);
  assert.deepEqual([error.name, error.code, error.message], ["UsageError", "ERR_NOT_OPEN", "open it first"]);
});
