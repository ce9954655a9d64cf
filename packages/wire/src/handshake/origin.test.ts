import assert from "node:assert/strict";
import { test } from "node:test";
import { isOriginAllowed } from "./origin.ts";

/** V16: Origin against Host under the policy "same-origin", without TLS. */
const matrix: readonly (readonly [origin: string | undefined, host: string, isAllowed: boolean, why: string])[] = [
  [undefined, "example.com", true, "no browser"],
  ["http://example.com", "example.com", true, "the same"],
  ["https://example.com", "example.com", true, "TLS ended by a proxy"],
  ["http://example.com:80", "example.com", true, "default port of http written"],
  ["http://example.com", "example.com:80", true, "default port of http written in Host"],
  ["https://example.com:443", "example.com", true, "default port of https written"],
  ["https://example.com", "example.com:443", true, "default port of https written in Host"],
  ["HTTPS://Example.COM", "exAMPLE.com", true, "case"],
  ["http://localhost:8000", "localhost:8000", true, "port"],
  ["http://[::1]:8000", "[::1]:8000", true, "IPv6 address"],
  ["http://192.0.2.1", "192.0.2.1", true, "IPv4 address"],
  ["null", "example.com", false, "opaque origin"],
  ["", "example.com", false, "empty"],
  ["http://evil.com", "example.com", false, "another host"],
  ["http://example.com.evil", "example.com", false, "suffix"],
  ["http://evilexample.com", "example.com", false, "prefix"],
  ["http://sub.example.com", "example.com", false, "subdomain"],
  ["http://example.com.", "example.com", false, "trailing dot"],
  ["http://example.com:8080", "example.com", false, "port of the page"],
  ["http://example.com", "example.com:8080", false, "port of the host"],
  ["http://example.com:443", "example.com", false, "default port of the other scheme"],
  ["https://example.com:80", "example.com", false, "default port of the other scheme"],
  ["http://127.0.0.1", "localhost", false, "address for a name"],
  ["http://2130706433", "127.0.0.1", false, "another notation of the address"],
  ["http://example.com/", "example.com", false, "a path"],
  ["http://example.com?x", "example.com", false, "a query"],
  ["http://user@example.com", "example.com", false, "user information"],
  ["http://evil.com, http://example.com", "example.com", false, "two"],
  ["http://evil.com http://example.com", "example.com", false, "a list"],
  ["http://example.com:", "example.com", false, "an empty port"],
  ["example.com", "example.com", false, "no scheme"],
  ["//example.com", "example.com", false, "no scheme"],
  ["file://", "example.com", false, "a file"],
  ["file://example.com", "example.com", false, "a file of that host"],
  ["ws://example.com", "example.com", false, "not a scheme of pages"],
  ["chrome-extension://example.com", "example.com", false, "a browser extension"],
  ["http://example.com\0", "example.com", false, "NUL"],
];

for (const [origin, host, isAllowed, why] of matrix) {
  test(`V16: same-origin ${isAllowed ? "allows" : "refuses"} ${JSON.stringify(origin)} at ${host} (${why})`, () => {
    assert.equal(isOriginAllowed("same-origin", origin, host, false), isAllowed);
  });
}

test("V16: over TLS a page that was loaded without TLS is another origin", () => {
  assert.equal(isOriginAllowed("same-origin", "https://example.com", "example.com", true), true);
  assert.equal(isOriginAllowed("same-origin", "http://example.com", "example.com", true), false);
  assert.equal(isOriginAllowed("same-origin", undefined, "example.com", true), true);
});

test("V16: a Host that is none refuses every page", () => {
  assert.equal(isOriginAllowed("same-origin", "http://a/b", "a/b", false), false);
});

test("V16: a list allows exactly its origins", () => {
  const list = ["https://example.com", "http://localhost:3000", "null"];
  const allowed = (origin: string | undefined): boolean => isOriginAllowed(list, origin, "api.example.com", true);
  assert.equal(allowed("https://example.com"), true);
  assert.equal(allowed("http://localhost:3000"), true);
  for (const origin of [
    undefined,
    "null",
    "",
    "https://example.com.evil",
    "https://example.com:443",
    "http://example.com",
  ]) {
    assert.equal(allowed(origin), false, String(origin));
  }
});

test("any allows every origin, and none", () => {
  for (const origin of [undefined, "null", "http://evil.com"]) {
    assert.equal(isOriginAllowed("any", origin, "example.com", true), true);
  }
});

test("a function decides by itself", () => {
  const asked: unknown[] = [];
  const policy = (origin: string | undefined, host: string): boolean => {
    asked.push([origin, host]);
    return origin === "null";
  };
  assert.equal(isOriginAllowed(policy, "null", "example.com", true), true);
  assert.equal(isOriginAllowed(policy, undefined, "example.com", true), false);
  assert.deepEqual(asked, [
    ["null", "example.com"],
    [undefined, "example.com"],
  ]);
});
