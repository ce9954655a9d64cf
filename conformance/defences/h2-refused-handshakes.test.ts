/** CVE-2025-8671, MadeYouReset: it is the server that ends the streams, here because their handshakes must be refused. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { connectFields, encodeHeaders } from "@longwire/testkit";
import { flood, watchNeighbour } from "./support/http2-flood.ts";
import { startVictim } from "./support/http2-victim.ts";

const COUNT = 100_000;

test("100,000 handshakes that must be refused cost few refusals, little memory and no neighbour", {
  timeout: 60_000,
}, async (t) => {
  const victim = await startVictim(t);
  const before = await victim.numbers();
  let connections = 0;
  const slowestMs = await watchNeighbour(victim.port, async () => {
    connections = await flood(victim.port, COUNT, (n) =>
      encodeHeaders(2 * n + 1, [...connectFields, ["origin", "https://evil.example"]]),
    );
  });
  const after = await victim.numbers();
  t.diagnostic(`${after.refused} refused on ${connections} connections, neighbour ${slowestMs.toFixed(0)} ms`);
  assert.ok(after.refused <= 1 + 50 * connections, `${after.refused} were refused`);
  assert.ok(after.residentBytes - before.residentBytes < 100_000_000);
  assert.ok(slowestMs < 1000, `${slowestMs} ms`);
});
