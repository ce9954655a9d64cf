import assert from "node:assert/strict";
import { test } from "node:test";
import { isOriginForm, parseRequestTarget } from "./request-target.ts";

const HOST = "example.com:8080";

const accepted: readonly (readonly [target: string, path: string, query: string])[] = [
  ["/", "/", ""],
  ["/chat", "/chat", ""],
  ["/?", "/", ""],
  ["/chat?", "/chat", ""],
  ["/chat?room=1&x=%20", "/chat", "room=1&x=%20"],
  ["/a?b?c", "/a", "b?c"],
  ["/a/b/", "/a/b/", ""],
  ["/a//b", "/a//b", ""],
  ["/a%2fb", "/a%2fb", ""],
  ["/a%20b", "/a%20b", ""],
  ["/.well-known/x", "/.well-known/x", ""],
  ["/...", "/...", ""],
  ["/a..b/..c/d..", "/a..b/..c/d..", ""],
  ["/a;v=1", "/a;v=1", ""],
  ["/%252e%252e/a", "/%252e%252e/a", ""],
  ["/x?next=/../y", "/x", "next=/../y"],
  ["/x?q=100%", "/x", "q=100%"],
  ["/x?path=a\\b", "/x", "path=a\\b"],
  ["/x?u=//evil", "/x", "u=//evil"],
  ["/:@!$&'()*+,;=-._~|^{}", "/:@!$&'()*+,;=-._~|^{}", ""],
];

const acceptedAbsolute: readonly (readonly [target: string, reduced: string])[] = [
  ["http://example.com:8080/chat?x", "/chat?x"],
  ["https://example.com:8080/", "/"],
  ["ws://example.com:8080", "/"],
  ["wss://EXAMPLE.com:8080?x=1", "/?x=1"],
  ["HTTP://example.com:8080/a", "/a"],
];

const refused: readonly string[] = [
  "",
  "*",
  "chat",
  "?x",
  "example.com:8080",
  "//evil.example/chat",
  "//",
  "/chat#part",
  "/chat#",
  "/?x#y",
  "#",
  "/a b",
  "/a\tb",
  "/a\r\nX: y",
  "/a\0",
  "/a\x7f",
  "/ä",
  "/\u2028",
  "/a%00b",
  "/?x=%00",
  "\\chat",
  "/\\evil",
  "/a\\b",
  "/%",
  "/%4",
  "/%zz",
  "/%%20",
  "/.",
  "/..",
  "/./a",
  "/a/../b",
  "/a/..",
  "/%2e%2E/a",
  "/.%2e/a",
  "/a/%2e",
  "/a/..;x=1/b",
  "/a/.;/b",
  "/..%2fb",
  "/a%5C..%5Cb",
  "/%2F..",
  "http://example.com/chat",
  "http://example.com:80801/chat",
  "http://example.com:8080@evil/chat",
  "http://evil/example.com:8080",
  "http://user@example.com:8080/",
  "http://example.com:8080#x",
  "http://example.com:8080/..",
  "http://example.com:8080//evil",
  "http://example.com:8080\\x",
  "ftp://example.com:8080/",
  "file:///etc",
  "http:/example.com:8080/",
  "http:example.com:8080",
  "://example.com:8080/",
];

for (const [target, path, query] of accepted) {
  test(`V15: accepts ${JSON.stringify(target)}`, () => {
    assert.deepEqual(parseRequestTarget(target, HOST), { target, path, query });
  });
}

for (const [target, reduced] of acceptedAbsolute) {
  test(`V15: reduces the absolute-form ${JSON.stringify(target)}, whose authority is Host (RFC 9112 §3.2.2)`, () => {
    assert.equal(parseRequestTarget(target, HOST)?.target, reduced);
  });
}

for (const target of refused) {
  test(`V15: refuses ${JSON.stringify(target)}`, () => {
    assert.equal(parseRequestTarget(target, HOST), undefined);
  });
}

test("RFC 6455 §3: a target that a client may send begins with / and has no fragment", () => {
  for (const target of ["/", "//a", "/a/../b", "/%", "/a\\b"]) assert.equal(isOriginForm(target), true, target);
  for (const target of ["", "a", "/#", "/a b", "/ä", "/\r\n"]) assert.equal(isOriginForm(target), false, target);
});
