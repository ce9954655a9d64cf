import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { type CreateWebSocketOptions, SocketRequest } from "./socket-request.ts";

const syntaxError = { name: "SyntaxError", code: 12 };

function href(url: string, options?: CreateWebSocketOptions): string {
  return new SocketRequest(url, [], options).url.href;
}

function requestHeaders(url: string, options?: CreateWebSocketOptions): ReadonlyMap<string, string> {
  const { headers } = new SocketRequest(url, [], options).plan().handshake.request;
  return new Map(headers.map(([name, value]) => [name.toLowerCase(), value]));
}

afterEach(() => {
  Reflect.deleteProperty(globalThis, "location");
});

test("constructor steps 4 and 5: http and https become ws and wss", () => {
  assert.equal(href("http://example.com:80/a?b"), "ws://example.com/a?b");
  assert.equal(href("HTTPS://EXAMPLE.com:443"), "wss://example.com/");
  assert.equal(href("ws://example.com:8080/ä"), "ws://example.com:8080/%C3%A4");
  assert.equal(href("wss://u:p@example.com/"), "wss://u:p@example.com/");
});

test("constructor steps 3 and 6: no URL, or another scheme, is a SyntaxError", () => {
  for (const url of [
    "",
    "/relative",
    "example.com",
    "ws:",
    "ws://",
    "ws://a b/",
    "ftp://a/",
    "mailto:a@b",
    "about:blank",
  ]) {
    assert.throws(() => href(url), syntaxError, url);
  }
});

test("constructor step 7: a fragment is a SyntaxError, also an empty one", () => {
  for (const url of ["ws://a/#b", "ws://a/#", "ws://a#", "http://a/?b#"])
    assert.throws(() => href(url), syntaxError, url);
  assert.equal(href("ws://a/%23"), "ws://a/%23");
});

test("step 1: relative URLs have the base that was given, or the environment's; Node itself has none", () => {
  assert.throws(() => href("chat"), syntaxError);
  assert.equal(href("chat", { baseUrl: "https://example.com/app/" }), "wss://example.com/app/chat");
  Reflect.set(globalThis, "location", { href: "http://page.example/x/y" });
  assert.equal(href("?q"), "ws://page.example/x/y?q");
  Reflect.set(globalThis, "location", { href: "about:blank" });
  assert.throws(() => href("chat"), syntaxError);
});

test("Fetch: the environment's origin is sent, unless another is given; without an environment none", () => {
  assert.equal(requestHeaders("ws://a/").has("origin"), false);
  assert.equal(requestHeaders("ws://a/", { origin: "https://given.example" }).get("origin"), "https://given.example");
  Reflect.set(globalThis, "location", { href: "http://page.example:81/x" });
  assert.equal(requestHeaders("ws://a/").get("origin"), "http://page.example:81");
  assert.equal(requestHeaders("ws://a/", { headers: { Origin: "http://o" } }).get("origin"), "http://o");
});

test("constructor step 9: subprotocols are tokens, each once whatever its case", () => {
  for (const names of [[""], ["a b"], ["a,b"], ["ä"], ["a\u0000"], ["a", "a"], ["chat", "CHAT"], ["a/b"], ["{}"]]) {
    assert.throws(() => new SocketRequest("ws://a/", names), syntaxError, names.join("|"));
  }
  const names = ["chat", "super.chat", "!#$%&'*+-.^_`|~9"];
  const { headers } = new SocketRequest("ws://a/", names).plan().handshake.request;
  assert.deepEqual(headers.at(-2), ["Sec-WebSocket-Protocol", names.join(", ")]);
});

test("compression is offered as browsers offer it", () => {
  const { headers } = new SocketRequest("ws://a/", []).plan().handshake.request;
  assert.deepEqual(headers.at(-1), ["Sec-WebSocket-Extensions", "permessage-deflate; client_max_window_bits"]);
});

test("user name and password go as Basic credentials, any bytes, and not into the Host header", () => {
  const basic = (bytes: string): string => `Basic ${Buffer.from(bytes, "latin1").toString("base64")}`;
  for (const [userinfo, bytes] of [
    ["foo:bar", "foo:bar"],
    ["foo", "foo:"],
    ["%C3%A4:%ff", "\u00c3\u00a4:\u00ff"],
    ["a%:b%zz", "a%:b%zz"],
  ] as const) {
    const headers = requestHeaders(`ws://${userinfo}@example.com/`);
    assert.equal(headers.get("authorization"), basic(bytes), userinfo);
    assert.equal(headers.get("host"), "example.com");
  }
  const own = { headers: [["authorization", "Bearer x"]] } as const;
  assert.equal(requestHeaders("ws://foo:bar@a/", own).get("authorization"), "Bearer x");
  const more = requestHeaders("ws://foo:bar@a/", { headers: new Map([["x-more", "1"]]) });
  assert.deepEqual([more.get("x-more"), more.get("authorization")], ["1", basic("foo:bar")]);
});
