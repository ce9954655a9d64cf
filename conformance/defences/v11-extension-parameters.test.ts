/**
 * V11, extension parameters that are not validated and reach zlib (CVE-2026-2229: window bits 7, 16, 999).
 * Defence: `parseWindowBits` takes 8 to 15 and no other notation (wire/deflate/window-bits.ts). Taken out, by `Number(value)`,
 * the handshakes below are accepted, throw or stay unanswered. The whole table is in wire/deflate/deflate-agreement.test.ts.
 */
import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { RawPeer, RawServer } from "@longwire/testkit";
import { HandshakeError, WebSocket, WebSocketServer } from "@longwire/websocket";
import { within } from "./support/within.ts";

/** An answer that takes this long will not come. */
const LOST_MS = 2000;

const bad: readonly string[] = [
  ...["7", "16", "999", "0", "08", "015", "0xd", "1e1", "9.0", "+9", "-9", "NaN"].map(
    (v) => `server_max_window_bits=${v}`,
  ),
  ...["7", "16", "999", "08", "0xd"].map((v) => `client_max_window_bits=${v}`),
  "server_max_window_bits",
  "server_no_context_takeover=1",
  "client_no_context_takeover; client_no_context_takeover",
  "__proto__=9",
];

test("a server declines the offer and goes on without compression", async () => {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1", perMessageDeflate: true });
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  for (const parameters of bad) {
    const peer = await RawPeer.connect(port);
    const headers = { "Sec-WebSocket-Extensions": `permessage-deflate; ${parameters}` };
    const { status, headers: answered } = await within(
      LOST_MS,
      `an answer to ${parameters}`,
      peer.request({ headers }),
    );
    assert.deepEqual([status, answered.get("sec-websocket-extensions")], [101, undefined], parameters);
    peer.destroy();
  }
  await server.close();
});

test("a client fails the connection, with an error that says so", async () => {
  const server = await RawServer.listen();
  for (const parameters of bad) {
    const socket = new WebSocket(server.url(), [], { perMessageDeflate: true });
    const failed = once(socket, "error");
    const peer = await server.nextPeer();
    await peer.acceptUpgrade(`Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; ${parameters}`);
    const [error] = await within(LOST_MS, `an error for ${parameters}`, failed);
    assert.ok(error instanceof HandshakeError, parameters);
    peer.destroy();
  }
  await server.close();
});
