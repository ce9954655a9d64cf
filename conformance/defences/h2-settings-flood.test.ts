/** CVE-2019-9515, settings flood: every SETTINGS and every PING must be answered, to a peer that does not read. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { encodeHttp2Frame, http2Frames, joinBytes } from "@longwire/testkit";
import { flood, watchNeighbour } from "./support/http2-flood.ts";
import { startVictim } from "./support/http2-victim.ts";

const frame = joinBytes([
  encodeHttp2Frame({ type: http2Frames.settings }),
  encodeHttp2Frame({ type: http2Frames.ping, payload: new Uint8Array(8) }),
]);

test("100,000 SETTINGS and PINGs cost little memory and no neighbour", { timeout: 60_000 }, async (t) => {
  const victim = await startVictim(t);
  const before = await victim.numbers();
  const slowestMs = await watchNeighbour(victim.port, () => flood(victim.port, 100_000, () => frame));
  const after = await victim.numbers();
  assert.ok(after.residentBytes - before.residentBytes < 100_000_000);
  assert.ok(slowestMs < 1000, `${slowestMs} ms`);
});
