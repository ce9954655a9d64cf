/** Addresses that are taken, and where they lead. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type ClientAddress, parseAddress } from "./client-address.ts";

const rows: Readonly<Record<string, Partial<ClientAddress> & { readonly href: string }>> = {
  "ws://a": { href: "ws://a/", host: "a", port: 80, path: "/", isSecure: false },
  "wss://a/b?c": { href: "wss://a/b?c", host: "a", port: 443, path: "/b?c", isSecure: true },
  "http://a:81": { href: "ws://a:81/", port: "81", isSecure: false },
  "https://a": { href: "wss://a/", port: 443, isSecure: true },
  "ws://[::1]:9/": { href: "ws://[::1]:9/", host: "::1", port: "9" },
  "ws://u:p%40%C3%A9@a": { href: "ws://u:p%40%C3%A9@a/", auth: "u:p@é" },
  "ws://u:100%@a": { href: "ws://u:100%@a/", auth: "u:100%" },
  "ws+unix:/tmp/s": { href: "ws+unix:/tmp/s", socketPath: "/tmp/s", path: "", isSecure: false },
  "ws+unix:/tmp/s:/b?c:d": { href: "ws+unix:/tmp/s:/b?c:d", socketPath: "/tmp/s", path: "/b?c:d" },
};
for (const [text, { href, ...expected }] of Object.entries(rows)) {
  test(`address ${text}`, () => {
    const address = parseAddress(text);
    assert.equal(address.url.href, href);
    for (const [name, value] of Object.entries(expected))
      assert.equal(address[name as keyof ClientAddress], value, name);
  });
}

test("a URL that is given is not changed", () => {
  const url = new URL("http://a/");
  assert.equal(parseAddress(url).url.href, "ws://a/");
  assert.equal(url.href, "http://a/");
});
