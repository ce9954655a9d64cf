/**
 * V10, slow scanners and names with a meaning in JavaScript (CVE-2021-32640, CVE-2020-7662, CVE-2026-21710).
 * Defence: one pass without regular expressions; records without a prototype (upgrade-request.ts). Without the latter, a header
 * called `__proto__` vanishes or does harm.
 */
import assert from "node:assert/strict";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { encodeRawRequest, RawPeer } from "@longwire/testkit";
import { WebSocketServer } from "@longwire/websocket";
import { checkUpgradeRequest, type HeaderLine, type RequestHead, serverLimits } from "@longwire/wire";
import { ChildServer } from "./support/child-server.ts";

const NAMES = ["__proto__", "constructor", "hasOwnProperty", "toString", "valueOf"];
const LIST_HEADERS = ["Sec-WebSocket-Extensions", "Sec-WebSocket-Protocol", "Connection", "Upgrade", "Origin", "Host"];
const BASE: readonly HeaderLine[] = [
  ["Host", "localhost"],
  ["Upgrade", "websocket"],
  ["Connection", "Upgrade"],
  ["Sec-WebSocket-Version", "13"],
  ["Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="],
];
const PATTERNS = [
  ",",
  ";",
  '"',
  "\\",
  " ",
  "a,",
  "a;b=",
  "a; ",
  '"\\',
  ", ",
  'a;b="\\\\',
  "a\t",
  "=;",
  "http://a",
  "a.",
  "%2e",
];

function timeOf(head: RequestHead): number {
  const startedAt = performance.now();
  checkUpgradeRequest(head, { ...serverLimits, maxHeadBytes: 1 << 20 });
  return performance.now() - startedAt;
}

test("16 KiB of separators take less than 5 ms in every header that is a list", () => {
  let slowest = { name: "", timeMs: 0 };
  for (const header of LIST_HEADERS) {
    for (const pattern of PATTERNS) {
      const value = pattern.repeat(Math.ceil(16_384 / pattern.length));
      const headers: HeaderLine[] = [...BASE.filter(([name]) => name !== header), [header, value]];
      // The best of some: what the machine does meanwhile is not the scanner's fault.
      const timeMs = Math.min(
        ...[1, 2, 3, 4].map(() => timeOf({ method: "GET", target: "/", httpVersion: "1.1", headers })),
      );
      if (timeMs > slowest.timeMs) slowest = { name: `${header} of ${pattern}`, timeMs };
    }
  }
  assert.ok(slowest.timeMs < 5, `${slowest.name}: ${slowest.timeMs} ms`);
});

test("names that JavaScript knows are names like others", async () => {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1", subprotocols: NAMES });
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  for (const name of NAMES) {
    const connected = once(server, "connection");
    const headers = {
      [name.toLowerCase()]: "value",
      "Sec-WebSocket-Extensions": `${name}; ${name}=${name}`,
      "Sec-WebSocket-Protocol": name,
    };
    const peer = await RawPeer.connect(port);
    // Object literals would lose `__proto__`.
    peer.write(
      encodeRawRequest({ headers: Object.fromEntries(Object.entries(headers)) }).replace(
        "\r\n\r\n",
        `\r\n${name}: value\r\n\r\n`,
      ),
    );
    const answer = await peer.readAnswer();
    assert.equal(answer.status, 101, name);
    assert.equal(answer.headers.get("sec-websocket-protocol"), name);
    const [, request] = await connected;
    assert.match(request.headers[name.toLowerCase()] ?? "", /^value/, name);
    peer.destroy();
  }
  await server.close();
});

test("nor do they harm a server attached to node:http", async (t) => {
  const server = await ChildServer.start(t, { kind: "attached" });
  for (const name of NAMES) {
    const peer = await RawPeer.connect(server.port);
    peer.write(encodeRawRequest().replace("\r\n\r\n", `\r\n${name}: value\r\n\r\n`));
    assert.equal((await peer.readAnswer()).status, 101, name);
    peer.destroy();
  }
});
