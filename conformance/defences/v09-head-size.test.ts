/**
 * V9, header count, size and quadratic parsing (CVE-2024-37890: ws crashed when Node dropped headers; CVE-2023-43669).
 * Defence: 16 KiB and 100 lines (head-reader.ts, server-handshake.ts), and no header is taken for granted. Without the count,
 * the head with many lines is accepted.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { encodeRawRequest, RawPeer } from "@longwire/testkit";
import { ChildServer } from "./support/child-server.ts";
import { within } from "./support/within.ts";

/** Header lines in front of those of the handshake, so that the latter are what a parser with a bound would drop. */
function withLines(count: number, value = "a"): string {
  const [first = "", ...rest] = encodeRawRequest().split("\r\n");
  return [first, ...Array.from({ length: count }, (_, i) => `X${i}: ${value}`), ...rest].join("\r\n");
}

for (const kind of ["own", "attached"] as const) {
  test(`heads over the limits are answered with 431, and the server lives (${kind})`, async (t) => {
    const server = await ChildServer.start(t, { kind });
    const heads: [string, string, number[]][] = [
      ["95 more lines", withLines(95), [101]],
      ["96 more lines", withLines(96), [431]],
      ["2000 lines", withLines(2000), [431, 400, 426]],
      ["a header of 1 MiB", encodeRawRequest({ headers: { A: "a".repeat(1 << 20) } }), [431]],
      ["a target of 8 KiB + 1", encodeRawRequest({ target: `/${"a".repeat(8192)}` }), [414]],
    ];
    for (const [name, head, statuses] of heads) {
      const peer = await RawPeer.connect(server.port);
      peer.write(head);
      const { status } = await within(3000, `an answer to ${name}`, peer.readAnswer());
      // Node's own parser drops what is over its bound, and may leave a plain request.
      assert.ok(
        statuses.includes(status) || (kind === "attached" && name === "2000 lines" && status === 200),
        `${name}: ${status}`,
      );
      peer.destroy();
    }
    const peer = await RawPeer.open(server.port);
    peer.destroy();
  });
}

test("a head of 1 MiB is not collected before it is refused", async (t) => {
  const server = await ChildServer.start(t);
  const before = await server.read();
  const peers = await Promise.all(Array.from({ length: 100 }, () => RawPeer.connect(server.port)));
  for (const peer of peers) peer.write(`GET / HTTP/1.1\r\nA: ${"a".repeat(1 << 20)}`);
  for (const peer of peers) assert.equal((await peer.readAnswer()).status, 431);
  const after = await server.read();
  assert.ok(after.heapBytes - before.heapBytes < 4 * 1024 * 1024);
  for (const peer of peers) peer.destroy();
});
