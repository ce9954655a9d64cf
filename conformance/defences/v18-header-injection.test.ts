/**
 * V18, line ends in the options of a client (CVE-2026-1527, CVE-2020-35678): whoever fills an option writes the request.
 * Defence: every name, value, subprotocol and URL is checked before anything is dialled (connect-options.ts and the handshake
 * of wire). Without it, the second line goes out.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { RawServer } from "@longwire/testkit";
import { type ConnectOptions, WebSocket } from "@longwire/websocket";

const BAD = ["\r", "\n", "\0", "\r\n", "\r\nEvil: 1", "\u0100", "\u007f"];

test("a control character in any option throws at once, and nothing is sent", async () => {
  const server = await RawServer.listen();
  for (const bad of BAD) {
    const options: readonly ConnectOptions[] = [
      { headers: { [`A${bad}`]: "b" } },
      { headers: { A: `b${bad}c` } },
      { headers: { A: ["ok", `b${bad}`] } },
      { headers: [["A", `${bad}b`]] },
      { origin: `http://a${bad}` },
    ];
    for (const each of options) {
      assert.throws(() => new WebSocket(server.url(), [], each), { name: "UsageError" }, JSON.stringify([bad, each]));
    }
    assert.throws(() => new WebSocket(server.url(), [`chat${bad}`]), JSON.stringify(bad));
  }
  assert.equal(server.count, 0);
  await server.close();
});

test("a URL cannot carry one: it is escaped or refused", async () => {
  const server = await RawServer.listen();
  const socket = new WebSocket(`${server.url()}a\r\nEvil: 1\0?b c`);
  const head = await (await server.nextPeer()).readHead();
  assert.doesNotMatch(head, /^Evil/m);
  assert.equal(head.split("\r\n")[0]?.split(" ").length, 3);
  socket.on("error", () => undefined);
  socket.terminate();
  await server.close();
});
