/**
 * V16, a page of another site that acts as the user (CVE-2018-14732, CVE-2025-24010, CVE-2025-30360, CVE-2026-112085).
 * Defence: Origin must name the host and port of Host, by default; 403 before the 101 (upgrade-pipeline.ts, origin.ts). Without
 * the check, every page is let in.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { RawPeer } from "@longwire/testkit";
import { ChildServer } from "./support/child-server.ts";

/** Host, Origin, whether the page may connect. */
type Row = readonly [host: string, origin: string | undefined, allowed: boolean];

const sameOrigin: readonly Row[] = [
  ["example.com", undefined, true],
  ["example.com", "http://example.com", true],
  ["example.com", "https://example.com", true],
  ["EXAMPLE.com", "http://example.COM", true],
  ["example.com", "HTTP://example.com", true],
  ["example.com:80", "http://example.com", true],
  ["example.com", "http://example.com:80", true],
  ["example.com:443", "https://example.com", true],
  ["example.com:8080", "http://example.com:8080", true],
  ["127.0.0.1:8080", "http://127.0.0.1:8080", true],
  ["[::1]:8080", "http://[::1]:8080", true],
  ["example.com", "null", false],
  ["example.com", "", false],
  ["example.com", "example.com", false],
  ["example.com", "http://example.com:8080", false],
  ["example.com:8080", "http://example.com", false],
  ["example.com:8080", "https://example.com:8443", false],
  ["example.com", "http://evil.com", false],
  ["example.com", "http://example.com.evil.com", false],
  ["example.com", "http://evil-example.com", false],
  ["example.com", "http://evil.com/example.com", false],
  ["example.com", "http://example.com/", false],
  ["example.com", "http://example.com@evil.com", false],
  ["example.com", "http://evil.com#example.com", false],
  ["example.com", "http://example.com.", false],
  ["example.com.", "http://example.com", false],
  ["example.com", "http://sub.example.com", false],
  ["sub.example.com", "http://example.com", false],
  ["example.com", "http://203.0.113.7", false],
  ["127.0.0.1:8080", "http://localhost:8080", false],
  ["127.0.0.1", "http://127.1", false],
  ["127.0.0.1", "http://2130706433", false],
  ["example.com", "file://", false],
  ["example.com", "ftp://example.com", false],
  ["example.com", "chrome-extension://example.com", false],
  ["example.com", "ws://example.com", false],
  ["example.com", "http://example.com http://evil.com", false],
];

const list: readonly Row[] = [
  ["example.com", "https://app.example", true],
  ["example.com", "https://app.example.evil", false],
  ["example.com", "http://app.example", false],
  ["example.com", "https://app.example:444", false],
  ["example.com", "https://APP.example", false],
  ["example.com", "http://example.com", false],
  ["example.com", "null", false],
  ["example.com", undefined, false],
];

async function assertRows(server: ChildServer, rows: readonly Row[]): Promise<void> {
  for (const [host, origin, allowed] of rows) {
    const peer = await RawPeer.connect(server.port);
    const { status } = await peer.request({ headers: { Host: host, Origin: origin } });
    assert.equal(status, allowed ? 101 : 403, `${origin} at ${host}`);
    peer.destroy();
  }
}

for (const kind of ["own", "attached"] as const) {
  test(`only pages of this host and port, by default (${kind})`, async (t) => {
    await assertRows(await ChildServer.start(t, { kind }), sameOrigin);
  });
}

test("only the pages of a list, and then a page there must be", async (t) => {
  await assertRows(await ChildServer.start(t, { origin: ["https://app.example"] }), list);
});

test("two Origin headers are no Origin", async (t) => {
  const server = await ChildServer.start(t, { origin: "any" });
  const peer = await RawPeer.connect(server.port);
  const { status } = await peer.request({ headers: { Origin: "http://a.example\r\nOrigin: http://b.example" } });
  assert.equal(status, 400);
  peer.destroy();
});
