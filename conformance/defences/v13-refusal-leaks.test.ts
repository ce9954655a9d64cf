/**
 * V13, refused upgrades that stay (GHSA-9mqv-5hh9-4cgg, GHSA-8wcc-wqxr-28qp, CVE-2026-59725, CVE-2024-23672).
 * Defence: every refusal has a status, `Connection: close` and `Content-Length`, and its stream is destroyed a second later, even
 * if the peer keeps its end open (pending-upgrade.ts). Without the latter, descriptors stay for ever.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type RawAnswer, RawPeer, type RawRequest } from "@longwire/testkit";
import { ChildServer } from "./support/child-server.ts";
import { eventually } from "./support/within.ts";

const refused: readonly RawRequest[] = [
  { method: "POST" },
  { target: "/other" },
  { target: "//evil" },
  { headers: { Upgrade: "h2c" } },
  { headers: { Connection: "keep-alive" } },
  { headers: { "Sec-WebSocket-Version": "7" } },
  { headers: { "Sec-WebSocket-Key": "short" } },
  { headers: { Origin: "null" } },
  { headers: { "Sec-WebSocket-Protocol": "a,,a" } },
  { headers: { "Content-Length": "10" } },
  { headers: { Expect: "100-continue" } },
];
const EACH = 20;

for (const kind of ["own", "attached"] as const) {
  test(`nothing is left of refusals whose peers stay (${kind})`, async (t) => {
    const server = await ChildServer.start(t, { kind, path: "/" });
    (await RawPeer.open(server.port)).destroy();
    await eventually("a first one is gone", async () => (await server.read(true)).clients === 0);
    const before = await server.read();
    const peers: RawPeer[] = [];
    const answers = refused.flatMap((request) =>
      Array.from({ length: EACH }, async (): Promise<RawAnswer> => {
        const peer = await RawPeer.connect(server.port);
        peers.push(peer); // and never ends it
        return peer.request(request);
      }),
    );
    for (const { status, headers } of await Promise.all(answers)) {
      assert.ok(status === 200 || status >= 400, String(status));
      // Node's http server answers some of these by itself, as plain requests.
      if (kind === "own" || status >= 400) {
        assert.match(headers.get("connection") ?? "", /\bclose$/i);
        if (kind === "own") assert.ok(headers.has("content-length"));
      }
    }
    if (kind === "own") assert.equal((await server.read(true)).counts.refused, refused.length * EACH);
    await eventually("all are gone", async () => (await server.read(true)).pending === 0, 3000);
    const isClean = async (): Promise<boolean> => (await server.read()).descriptors <= before.descriptors;
    // Plain requests that Node has answered wait in its keep-alive, which is its own business: their clients end them.
    if (kind === "attached") for (const peer of peers) peer.destroy();
    await eventually("their descriptors are free", isClean, 3000);
    assert.ok((await server.read()).handles <= before.handles);
    for (const peer of peers) peer.destroy();
  });
}
