/**
 * Bug: ChromeDevTools/chrome-devtools-mcp#1172 (open), firebug/websocket-monitor#53, ProxymanApp/Proxyman#1748: frames that
 * cannot be seen
 * Who: whoever looks for a fault and sees messages, where the fault is in the frames: a Ping, a fragment, a Close.
 * Answer: a `tap` on a socket is shown every byte of both directions; `longwire connect --frames` makes frames of it.
 */
import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { RawServer, splitFrames } from "@longwire/testkit";
import { WebSocket } from "@longwire/websocket";

test("every frame of both directions is shown, control frames and fragments too", async () => {
  const server = await RawServer.listen();
  const seen: { sent: Buffer[]; received: Buffer[] } = { sent: [], received: [] };
  const tap = {
    onSent: (bytes: Uint8Array) => seen.sent.push(Buffer.from(bytes)),
    onReceived: (bytes: Uint8Array) => seen.received.push(Buffer.from(bytes)),
  };
  const socket = new WebSocket(server.url(), [], { tap });
  const peer = await server.nextPeer();
  await peer.acceptUpgrade();
  await once(socket, "open");
  socket.send("hello");
  peer.sendUnmasked({ opcode: 1, fin: false, payload: Buffer.from("a") });
  peer.sendUnmasked({ opcode: 9, payload: Buffer.from("still there?") });
  peer.sendUnmasked({ opcode: 0, payload: Buffer.from("b") });
  const [text] = await once(socket, "message");
  assert.equal(text, "ab");
  peer.sendUnmasked({ opcode: 8, payload: Uint8Array.of(3, 0xe8) });
  peer.end();
  await socket.closed;
  const opcodes = (all: Buffer[]): number[] => splitFrames(Buffer.concat(all)).map(({ opcode }) => opcode);
  assert.deepEqual(opcodes(seen.received), [1, 9, 0, 8]);
  assert.deepEqual(opcodes(seen.sent), [1, 10, 8]);
  await server.close();
});
