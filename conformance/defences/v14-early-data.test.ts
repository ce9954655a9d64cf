/**
 * V14, bytes sent before the answer (CVE-2026-130647, CVE-2025-64763; RFC 6455 §4.1).
 * Defence: early bytes are kept, within a limit, and read as frames after the 101 and never as another request
 * (pending-upgrade.ts, own-port.ts). Without the keeping, they are lost or out of order.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { encodeRawFrame, encodeRawRequest, RawPeer } from "@longwire/testkit";
import { ChildServer } from "./support/child-server.ts";
import { within } from "./support/within.ts";

const KEY = Uint8Array.of(1, 2, 3, 4);
const frame = (text: string): Uint8Array => encodeRawFrame({ opcode: 1, payload: Buffer.from(text), maskingKey: KEY });

for (const kind of ["own", "attached"] as const) {
  test(`frames in the packet of the request and after it come after the 101, in order (${kind})`, async (t) => {
    const server = await ChildServer.start(t, { kind, authenticateMs: 50 });
    const peer = await RawPeer.connect(server.port);
    peer.write(Buffer.concat([Buffer.from(encodeRawRequest()), frame("first")]));
    // A packet of its own, well before the answer: nothing tells the peer that the first was read.
    setTimeout(() => peer.write(frame("second")), 10);
    const answer = await peer.readAnswer();
    assert.equal(answer.status, 101);
    for (const text of ["first", "second"]) {
      const { payload } = await within(2000, `the echo of ${text}`, peer.readFrame());
      assert.equal(Buffer.from(payload).toString(), text);
    }
    peer.destroy();
  });

  test(`a second request behind a good one is a broken frame, not a request (${kind})`, async (t) => {
    const server = await ChildServer.start(t, { kind });
    const peer = await RawPeer.connect(server.port);
    peer.write(encodeRawRequest() + encodeRawRequest({ target: "/admin" }));
    assert.equal((await peer.readAnswer()).status, 101);
    assert.equal((await within(2000, "a Close", peer.readClose())).code, 1002);
    peer.end();
    assert.doesNotMatch((await peer.readToEnd()).toString("latin1"), /HTTP/);
  });

  test(`a second request behind a refused one is never answered (${kind})`, async (t) => {
    const server = await ChildServer.start(t, { kind });
    const peer = await RawPeer.connect(server.port);
    peer.write(encodeRawRequest({ headers: { "Sec-WebSocket-Version": "7" } }) + encodeRawRequest());
    assert.equal((await peer.readAnswer()).status, 426);
    assert.equal((await within(2000, "the end", peer.readToEnd())).length, 0);
    peer.destroy();
    assert.equal((await server.read()).counts.connections, 0);
  });
}

test("early bytes do not become a message of somebody who is refused later", async (t) => {
  const server = await ChildServer.start(t, { authenticateMs: 300, limits: { handshakeTimeoutMs: 100 } });
  const peer = await RawPeer.connect(server.port);
  peer.write(Buffer.concat([Buffer.from(encodeRawRequest()), frame("too early")]));
  assert.equal((await peer.readAnswer()).status, 408);
  assert.equal((await server.read()).counts.messages, 0);
  peer.destroy();
});
