/**
 * V17, a request behind an upgrade that failed (0ang3el/websocket-smuggle, CVE-2024-23326, CVE-2026-73548): a proxy that takes
 * any answer for a tunnel gives the attacker a connection to the back end.
 * Defence: after any answer but 101 the server ends its side at once and reads nothing as HTTP any more (pending-upgrade.ts).
 * Without the end, the connection stays to be used. `conformance/proxies` does the same through nginx and HAProxy.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { encodeRawRequest, RawPeer, type RawRequest } from "@longwire/testkit";
import { ChildServer } from "./support/child-server.ts";
import { within } from "./support/within.ts";

const failures: Readonly<Record<string, RawRequest>> = {
  "a version not supported": { headers: { "Sec-WebSocket-Version": "1337" } },
  "a version that is none": { headers: { "Sec-WebSocket-Version": "013" } },
  "no key": { headers: { "Sec-WebSocket-Key": undefined } },
  "a key too short": { headers: { "Sec-WebSocket-Key": "AAAA" } },
  "Content-Length": { headers: { "Content-Length": "40" } },
  "Transfer-Encoding": { headers: { "Transfer-Encoding": "chunked" } },
  "Content-Length and Transfer-Encoding": { headers: { "Content-Length": "4", "Transfer-Encoding": "chunked" } },
  "another origin": { headers: { Origin: "http://evil.example" } },
  "another path": { target: "/other" },
  "a list of protocols that is none": { headers: { "Sec-WebSocket-Protocol": "a,,b" } },
};
const SECOND = "GET /admin HTTP/1.1\r\nHost: localhost\r\n\r\n";

for (const kind of ["own", "attached"] as const) {
  test(`after a failed upgrade the connection is over (${kind})`, async (t) => {
    const server = await ChildServer.start(t, { kind, path: "/" });
    for (const [name, request] of Object.entries(failures)) {
      for (const pipelined of [true, false]) {
        const peer = await RawPeer.connect(server.port);
        peer.write(encodeRawRequest(request) + (pipelined ? SECOND : ""));
        const answer = await within(2000, `an answer to ${name}`, peer.readAnswer());
        assert.ok(answer.status >= 400, `${name}: ${answer.status}`);
        assert.match(answer.headers.get("connection") ?? "", /\bclose$/i, name);
        if (!pipelined) peer.write(SECOND);
        // At once, not when the lingering is over.
        const rest = await within(700, `the end after ${name}`, peer.readToEnd());
        assert.equal(rest.toString("latin1"), "", name);
        peer.destroy();
      }
    }
    assert.equal((await server.read()).counts.connections, 0);
  });
}
