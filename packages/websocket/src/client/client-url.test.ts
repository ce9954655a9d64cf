import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseClientUrl } from "./client-url.ts";

describe("client URL", () => {
  it("is taken apart (RFC 6455 §3, §4.1)", () => {
    const table: [url: string, expected: Partial<ReturnType<typeof parseClientUrl>>][] = [
      ["ws://example.com", { href: "ws://example.com/", host: "example.com", port: 80, target: "/", isSecure: false }],
      ["wss://example.com/", { host: "example.com", port: 443, isSecure: true }],
      ["ws://example.com:80/a", { href: "ws://example.com/a", host: "example.com", port: 80 }],
      ["wss://example.com:443", { host: "example.com", port: 443 }],
      ["ws://example.com:443", { host: "example.com:443", port: 443 }],
      ["wss://example.com:80", { host: "example.com:80", port: 80 }],
      ["ws://example.com:8080/a/b?c=d&e", { host: "example.com:8080", port: 8080, target: "/a/b?c=d&e" }],
      ["ws://EXAMPLE.com/A", { href: "ws://example.com/A", host: "example.com", target: "/A" }],
      ["ws://example.com/ä?ö", { target: "/%C3%A4?%C3%B6" }],
      ["ws://example.com/a b", { target: "/a%20b" }],
      ["ws://bücher.example/", { host: "xn--bcher-kva.example" }],
      ["ws://[::1]:9000/x", { hostname: "::1", host: "[::1]:9000", port: 9000 }],
      ["ws://[2001:DB8::1]/", { hostname: "2001:db8::1", host: "[2001:db8::1]" }],
      ["ws://127.0.0.1/", { hostname: "127.0.0.1" }],
      ["ws://example.com/a/../b/./c", { target: "/b/c" }],
    ];
    for (const [url, expected] of table) {
      const parsed = parseClientUrl(url);
      for (const [name, value] of Object.entries(expected)) {
        assert.equal(parsed[name as keyof typeof parsed], value, `${name} of ${url}`);
      }
    }
  });

  it("maps http and https to ws and wss", () => {
    assert.deepEqual(parseClientUrl("http://example.com/x"), parseClientUrl("ws://example.com/x"));
    assert.deepEqual(parseClientUrl("https://example.com/x"), parseClientUrl("wss://example.com/x"));
    assert.equal(parseClientUrl("http://example.com:443/").host, "example.com:443");
  });

  it("may be a URL object, also one with a bare #", () => {
    assert.equal(parseClientUrl(new URL("ws://example.com/a")).target, "/a");
    assert.throws(() => parseClientUrl(new URL("ws://example.com/#")), { code: "ERR_INVALID_ARGUMENT" });
  });

  it("has no fragment, not even an empty one (RFC 6455 §3)", () => {
    for (const url of ["ws://h/#", "ws://h/#a", "ws://h/?q#", "ws://h#a", "wss://h/a#b#c"]) {
      assert.throws(() => parseClientUrl(url), { code: "ERR_INVALID_ARGUMENT", message: /fragment/ }, url);
    }
    assert.equal(parseClientUrl("ws://h/%23").target, "/%23");
  });

  it("has a scheme of the four, and is absolute", () => {
    for (const url of ["ftp://h/", "file:///a", "javascript:1", "wsx://h/"]) {
      assert.throws(() => parseClientUrl(url), { code: "ERR_INVALID_ARGUMENT", message: /scheme/ }, url);
    }
    for (const url of ["", "/chat", "h", "//h/", "ws://", "ws://h:99999/", "ws://a b/", "ws://[::1/"]) {
      assert.throws(() => parseClientUrl(url), { code: "ERR_INVALID_ARGUMENT", message: /not a URL/ }, url);
    }
  });

  it("keeps user name and password out of everything but the Authorization header", () => {
    const parsed = parseClientUrl("ws://us%20er:p%C3%A4ss%3A@example.com:81/x");
    assert.equal(parsed.authorization, `Basic ${Buffer.from("us er:päss:", "utf8").toString("base64")}`);
    assert.equal(parsed.href, "ws://example.com:81/x");
    assert.equal(parsed.host, "example.com:81");
    assert.equal(parseClientUrl("ws://user@h/").authorization, `Basic ${Buffer.from("user:").toString("base64")}`);
    assert.equal(parseClientUrl("ws://h/").authorization, undefined);
  });

  it("with broken percent-encoding in a user name is refused like any other bad URL", () => {
    for (const url of ["ws://a%zz@h/", "ws://a:%ff@h/"]) {
      assert.throws(() => parseClientUrl(url), { code: "ERR_INVALID_ARGUMENT", message: /percent-encoding/ }, url);
    }
  });
});
