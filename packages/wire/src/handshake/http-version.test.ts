import assert from "node:assert/strict";
import { test } from "node:test";
import { parseHttpVersion } from "./http-version.ts";

test("RFC 9112 §2.3: the versions of HTTP/1", () => {
  assert.equal(parseHttpVersion("HTTP/1.0"), "1.0");
  assert.equal(parseHttpVersion("HTTP/1.1"), "1.1");
});

test("RFC 9110 §2.5: a higher minor version counts as 1.1", () => {
  assert.equal(parseHttpVersion("HTTP/1.9"), "1.1");
});

test("another major version is told apart from nonsense", () => {
  assert.equal(parseHttpVersion("HTTP/2.0"), "http-version");
  assert.equal(parseHttpVersion("HTTP/0.9"), "http-version");
  for (const text of [
    "",
    "HTTP/1",
    "HTTP/11",
    "http/1.1",
    "HTTP/1,1",
    "HTTP/1.1 ",
    "HTTP/1.11",
    "HTTP/a.1",
    "HTTP/1.b",
  ]) {
    assert.equal(parseHttpVersion(text), "malformed", text);
  }
});
