/** The soak's short form: it finds what leaks with every connection; what leaks slowly is for `npm run soak`. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { soakReport } from "./report.ts";
import { soak } from "./soak.ts";

const DURATION_MS = 9_000;

test("thousands of connections come, talk, stall, lie and die, and nothing grows", async () => {
  const result = await soak({ durationMs: DURATION_MS, width: 200, seed: 6455, sampleMs: 200 });
  console.log(soakReport(result));
  const total = Object.values(result.lives).reduce((sum, count) => sum + count, 0);
  assert.ok(total > 1000, `only ${total} connections`);
  assert.ok(result.isClean, soakReport(result));
});
