/** CVE-2023-44487, rapid reset: streams that are opened and reset at once. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { connectFields, encodeHeaders, encodeHttp2Frame, http2Frames, joinBytes, uint32 } from "@longwire/testkit";
import { flood, watchNeighbour } from "./support/http2-flood.ts";
import { startVictim } from "./support/http2-victim.ts";

const COUNT = 100_000;
const CANCEL = 8;

test("100,000 streams that are opened and reset cost few handshakes, little memory and no neighbour", {
  timeout: 60_000,
}, async (t) => {
  const victim = await startVictim(t);
  const before = await victim.numbers();
  let connections = 0;
  const slowestMs = await watchNeighbour(victim.port, async () => {
    connections = await flood(victim.port, COUNT, (n) =>
      joinBytes([
        encodeHeaders(2 * n + 1, connectFields),
        encodeHttp2Frame({ type: http2Frames.rstStream, stream: 2 * n + 1, payload: uint32(CANCEL) }),
      ]),
    );
  });
  const after = await victim.numbers();
  t.diagnostic(`${after.accepted} accepted on ${connections} connections, neighbour ${slowestMs.toFixed(0)} ms`);
  // A connection is let open a hundred, and ten per second, before it gets GOAWAY; without the bound, all are.
  assert.ok(after.accepted <= 1 + 150 * connections, `${after.accepted} were accepted`);
  assert.ok(after.residentBytes - before.residentBytes < 100_000_000);
  assert.ok(slowestMs < 1000, `${slowestMs} ms`);
});
