/** CVE-2026-48937: a peer that has said GOAWAY, and goes on opening streams. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { connectFields, encodeHeaders, encodeHttp2Frame, http2Frames, RawHttp2Peer } from "@longwire/testkit";
import { startVictim } from "./support/http2-victim.ts";

test("nothing is taken on a connection whose peer has said GOAWAY", { timeout: 30_000 }, async (t) => {
  const victim = await startVictim(t);
  for (const code of [0, 2]) {
    const { accepted } = await victim.numbers();
    const peer = await RawHttp2Peer.open(victim.port);
    peer.write(encodeHeaders(1, connectFields));
    await peer.frame(http2Frames.headers, 1);
    peer.write(encodeHttp2Frame({ type: http2Frames.goaway, payload: Uint8Array.of(0, 0, 0, 0, 0, 0, 0, code) }));
    for (let n = 1; n < 1000; n += 1) peer.write(encodeHeaders(2 * n + 1, connectFields));
    peer.socket.end();
    await peer.closed;
    assert.equal((await victim.numbers()).accepted - accepted, 1);
  }
  assert.equal((await victim.numbers()).open, 0);
});
