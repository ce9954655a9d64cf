import assert from "node:assert/strict";
import { test } from "node:test";
import { parseHost } from "./host.ts";

test("RFC 9112 §3.2: a name or an address, with or without a port", () => {
  assert.deepEqual(parseHost("Example.COM"), { name: "example.com", port: undefined });
  assert.deepEqual(parseHost("localhost:8000"), { name: "localhost", port: 8000 });
  assert.deepEqual(parseHost("192.0.2.1:080"), { name: "192.0.2.1", port: 80 });
  assert.deepEqual(parseHost("[2001:DB8::1]"), { name: "[2001:db8::1]", port: undefined });
  assert.deepEqual(parseHost("[::ffff:192.0.2.1]:443"), { name: "[::ffff:192.0.2.1]", port: 443 });
  assert.deepEqual(parseHost("a_b-c.~d.:65535"), { name: "a_b-c.~d.", port: 65_535 });
});

test("everything else is refused", () => {
  const refused = [
    "",
    ":80",
    "a:",
    "a:65536",
    "a:123456",
    "a:8x",
    "a:-1",
    "a:80:80",
    "a b",
    "a,b",
    "a/b",
    "a?b",
    "a#b",
    "user@a",
    "a\\b",
    "%61",
    "ä",
    "[",
    "[]",
    "[::1",
    "[::1]x",
    "[::1]:",
    "[::g]",
    "[fe80::1%25en0]",
    "::1",
    "http://a",
  ];
  for (const text of refused) assert.equal(parseHost(text), undefined, text);
});
