/**
 * V19, credentials that follow a redirect (CVE-2026-42498).
 * Defence: no redirect is followed: any status but 101 fails the attempt (client-handshake.ts), as in browsers. Without the look
 * at the status, the failure would be another, and an answer that looks like an upgrade would pass.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { acceptOf, RawServer } from "@longwire/testkit";
import { HandshakeError, WebSocket } from "@longwire/websocket";
import { within } from "./support/within.ts";

test("no redirect is followed, wherever it leads", async () => {
  const [server, other] = [await RawServer.listen(), await RawServer.listen()];
  for (const status of [301, 302, 303, 307, 308, 401, 407]) {
    for (const location of [
      other.url(),
      server.url("/again"),
      other.url().replace("ws:", "http:"),
      "wss://evil.example/",
    ]) {
      const headers = { Authorization: "Bearer secret", Cookie: "a=b" };
      const socket = new WebSocket(server.url(), [], { headers });
      const failed = new Promise<Error>((resolve) => socket.once("error", resolve));
      const peer = await server.nextPeer();
      const head = await peer.readHead();
      assert.match(head, /secret/);
      const upgrade = `Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${acceptOf(head)}`;
      peer.write(`HTTP/1.1 ${status} Moved\r\nLocation: ${location}\r\n${upgrade}\r\nContent-Length: 0\r\n\r\n`);
      const error = await within(2000, `a failure for ${status}`, failed);
      assert.ok(error instanceof HandshakeError);
      assert.equal(error.failure.id, "status-not-101");
      assert.equal(error.response?.status, status);
      await socket.closed;
    }
  }
  assert.equal(other.count, 0);
  assert.equal(server.count, 28);
  await server.close();
  await other.close();
});
