/**
 * V15, request targets that two parsers read in two ways (CVE-2026-129502, CVE-2026-15631, CVE-2026-127060, CVE-2026-126344,
 * CVE-2026-44578, CVE-2026-76183).
 * Defence: origin-form without anything ambiguous, or 400 (request-target.ts). Without the look at the path, dot segments and
 * `//` pass.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { encodeRawRequest, RawPeer } from "@longwire/testkit";
import { ChildServer } from "./support/child-server.ts";
import { within } from "./support/within.ts";

/** Host is "localhost"; the server serves "/chat". */
const targets: readonly (readonly [target: string, status: number])[] = [
  ["/chat", 101],
  ["/chat?", 101],
  ["/chat?a=b&c=/../x", 101],
  ["/chat?a=//evil", 101],
  ["/chat?%2e%2e", 101],
  ["http://localhost/chat", 101],
  ["HTTP://LOCALHOST/chat", 101],
  ["ws://localhost/chat", 101],
  ["/chat/", 404],
  ["/chat;a=b", 404],
  ["/Chat", 404],
  ["/%63hat", 404],
  ["/chat%20", 404],
  ["/chat%2f", 404],
  ["/chat%3Fadmin", 404],
  ["/", 404],
  ["http://localhost", 404],
  ["http://evil.example/chat", 400],
  ["http://localhost.evil.example/chat", 400],
  ["http://localhost:80/chat", 400],
  ["http://user@localhost/chat", 400],
  ["http:/chat", 400],
  ["//localhost/chat", 400],
  ["//evil.example/chat", 400],
  ["///chat", 400],
  ["/chat#", 400],
  ["/chat#/../admin", 400],
  ["/a/../chat", 400],
  ["/./chat", 400],
  ["/chat/..", 400],
  ["/a/%2e%2e/chat", 400],
  ["/a/.%2E/chat", 400],
  ["/a/..;/chat", 400],
  ["/a/..%2fchat", 400],
  ["/a%2f../chat", 400],
  ["/a/..%5cchat", 400],
  ["/\\evil.example/chat", 400],
  ["/a\\..\\chat", 400],
  ["/chat%00", 400],
  ["/chat?a=%00", 400],
  ["/chat%", 400],
  ["/chat%2", 400],
  ["/chat%zz", 400],
  ["/ch\u0001at", 400],
  ["/ch\u007fat", 400],
  ["/ch\u00e9t", 400],
  ["chat", 400],
  ["*", 400],
  ["localhost:80", 400],
  ["?a", 400],
];

for (const kind of ["own", "attached"] as const) {
  test(`${targets.length} targets are refused or reach the same route as a plain request (${kind})`, async (t) => {
    const server = await ChildServer.start(t, { kind, path: "/chat" });
    for (const [target, status] of targets) {
      const peer = await RawPeer.connect(server.port);
      const [first = "", ...rest] = encodeRawRequest({ target: "/" }).split("\r\n");
      peer.write(Buffer.from([first.replace("/", () => target), ...rest].join("\r\n"), "latin1"));
      const answer = await within(2000, `an answer for ${target}`, peer.readAnswer());
      assert.equal(answer.status, status, JSON.stringify(target));
      peer.destroy();
    }
  });
}
