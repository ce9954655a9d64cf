/**
 * Bug: websockets/ws#497 "Memory leak when 'perMessageDeflate' is enabled", #804, #1202, #1617, socketio/engine.io#559,
 * socket.io#3477, nodejs/node#8871
 * Who: servers with 10,000 sockets at 3 GB, because every browser asks for compression and every connection got its own.
 * Answer: compression is off unless the server asks for it, and then its memory is bounded for the whole process. The offer of
 * a browser is declined, not refused, and costs nothing.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { RawPeer } from "@longwire/testkit";
import { ChildServer } from "../defences/support/child-server.ts";

const CONNECTIONS = 500;

test("browsers that offer compression get none by default, and cost no more for it", async (t) => {
  const costs: number[] = [];
  for (const offer of [undefined, "permessage-deflate; client_max_window_bits"]) {
    const server = await ChildServer.start(t);
    (await RawPeer.open(server.port)).destroy();
    const before = await server.read();
    const open = Array.from({ length: CONNECTIONS }, async () => {
      const peer = await RawPeer.connect(server.port);
      const { status, headers } = await peer.request({ headers: { "Sec-WebSocket-Extensions": offer } });
      assert.equal(status, 101);
      assert.equal(headers.get("sec-websocket-extensions"), undefined);
      peer.sendMasked({ opcode: 1, payload: Buffer.from("hello") });
      await peer.readFrame();
      return peer;
    });
    const peers = await Promise.all(open);
    const after = await server.read();
    costs.push((after.heapBytes - before.heapBytes) / CONNECTIONS);
    for (const peer of peers) peer.destroy();
  }
  for (const cost of costs) assert.ok(cost < 16 * 1024, `${costs.join(" and ")} bytes per connection`);
});
