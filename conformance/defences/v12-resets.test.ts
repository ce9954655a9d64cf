/**
 * V12, an error of a socket that nobody listens for ends the process (CVE-2022-39386, CVE-2022-41940, CVE-2026-126343,
 * CVE-2026-129500): a reset while the application thinks about a handshake.
 * Defence: the listener for `error` is the first thing on every stream (duplex-stream.ts). Without it, the process dies.
 * `packages/websocket/src/handshake-chaos.test.ts` does the same 10,000 times with random timing.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { encodeRawFrame, encodeRawRequest, RawPeer } from "@longwire/testkit";
import { type ChildOptions, ChildServer } from "./support/child-server.ts";
import { eventually } from "./support/within.ts";

const KEY = Uint8Array.of(1, 2, 3, 4);
const REQUEST = encodeRawRequest();

// A real wait, half of what `authenticate` takes: the server tells its peer nothing while it thinks.
const later = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The moments at which a peer vanishes. */
const moments: Readonly<Record<string, (peer: RawPeer) => Promise<unknown>>> = {
  "at once": async () => undefined,
  "within the head": async (peer) => peer.write(REQUEST.slice(0, 40)),
  "right after the head": async (peer) => peer.write(REQUEST),
  "while it is authenticated": async (peer) => {
    peer.write(REQUEST);
    await later(4);
  },
  "with early frames": async (peer) => {
    peer.write(Buffer.concat([Buffer.from(REQUEST), encodeRawFrame({ opcode: 1, maskingKey: KEY })]));
    await later(4);
  },
  "when it is open": (peer) => peer.request(),
  "within a frame": async (peer) => {
    await peer.request();
    peer.write(Uint8Array.of(0x82, 0xfe));
  },
  "after a refusal": (peer) => peer.request({ headers: { "Sec-WebSocket-Version": "7" } }),
  "with output on its way": async (peer) => {
    await peer.request();
    for (let i = 0; i < 20; i += 1) peer.sendMasked({ opcode: 2, payload: new Uint8Array(60_000) });
  },
};

const kinds: readonly ChildOptions[] = [{ kind: "own" }, { kind: "own", plainSockets: true }, { kind: "attached" }];

for (const kind of kinds) {
  test(`a reset at any moment leaves nothing behind and ends nothing else: ${JSON.stringify(kind)}`, async (t) => {
    const server = await ChildServer.start(t, { ...kind, authenticateMs: 8 });
    const round = async (): Promise<void> => {
      for (const vanish of Object.values(moments)) {
        const peers = Array.from({ length: 20 }, async () => {
          const peer = await RawPeer.connect(server.port);
          await vanish(peer).catch(() => undefined);
          peer.reset();
          await peer.closed;
        });
        await Promise.all(peers);
      }
      await eventually("all are gone", async () => {
        const { clients, pending } = await server.read(true);
        return clients + pending === 0;
      });
    };
    await round();
    const before = await server.read();
    await round();
    const after = await server.read();
    assert.ok(after.descriptors <= before.descriptors, `${before.descriptors} to ${after.descriptors} descriptors`);
    assert.ok(after.handles <= before.handles, `${before.handles} to ${after.handles} handles`);
    assert.ok(after.counts.aborted > 0);
    (await RawPeer.open(server.port)).destroy();
  });
}
