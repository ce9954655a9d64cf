import assert from "node:assert/strict";
import { test } from "node:test";
import { firstWaitMs, longestWaitMs, waitBeforeAttemptMs } from "./backoff.ts";

test("the bound doubles and then stays", () => {
  const bounds = [0, 1, 2, 3, 4, 5, 60, 2000].map((attempt) => waitBeforeAttemptMs(attempt, 1));
  assert.deepEqual(bounds, [firstWaitMs, 1000, 2000, 4000, 8000, longestWaitMs, longestWaitMs, longestWaitMs]);
});

test("the whole span below the bound is used", () => {
  assert.equal(waitBeforeAttemptMs(3, 0), 0);
  assert.equal(waitBeforeAttemptMs(3, 0.5), 2000);
});
