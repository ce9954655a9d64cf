import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { clientLimits, type HeaderLine } from "@longwire/wire";
import { type ConnectOptions, planConnect } from "./connect-options.ts";

function headers(options: ConnectOptions = {}, url = "ws://h/", subprotocols: string | string[] = []): HeaderLine[] {
  return [...planConnect(url, subprotocols, options).handshake.request.headers];
}

function values(lines: readonly HeaderLine[], name: string): string[] {
  return lines.filter(([key]) => key.toLowerCase() === name.toLowerCase()).map(([, value]) => value);
}

describe("connect options", () => {
  it("make a good request out of nothing (RFC 6455 §4.1)", () => {
    const plan = planConnect("ws://example.com:80/a?b", [], {});
    const { request } = plan.handshake;
    assert.equal(request.method, "GET");
    assert.equal(request.target, "/a?b");
    assert.deepEqual(values([...request.headers], "host"), ["example.com"]);
    assert.deepEqual(values([...request.headers], "origin"), []);
    assert.deepEqual(values([...request.headers], "sec-websocket-protocol"), []);
    assert.equal(plan.limits, clientLimits);
  });

  it("use a fresh key for every attempt (RFC 6455 §4.1)", () => {
    const keys = Array.from({ length: 100 }, () => values(headers(), "sec-websocket-key")[0]);
    assert.equal(new Set(keys).size, 100);
    for (const key of keys) assert.equal(Buffer.from(key ?? "", "base64").length, 16);
  });

  it("take headers as an object, with arrays for repeated ones, or as pairs", () => {
    assert.deepEqual(values(headers({ headers: { "X-A": "1", "X-B": ["2", "3"] } }), "x-b"), ["2", "3"]);
    const pairs: [string, string][] = [
      ["X-A", "1"],
      ["x-a", "2"],
    ];
    assert.deepEqual(values(headers({ headers: pairs }), "x-a"), ["1", "2"]);
    assert.deepEqual(values(headers({ headers: new Headers({ "X-C": "4" }) }), "x-c"), ["4"]);
    assert.deepEqual(values(headers({ headers: new Map([["X-D", "5"]]) }), "x-d"), ["5"]);
  });

  it("let an explicit Authorization win over the URL's", () => {
    const basic = `Basic ${Buffer.from("u:p").toString("base64")}`;
    assert.deepEqual(values(headers({}, "ws://u:p@h/"), "authorization"), [basic]);
    const given = { headers: { authorization: "Bearer t" } };
    assert.deepEqual(values(headers(given, "ws://u:p@h/"), "authorization"), ["Bearer t"]);
  });

  it("refuse what would inject or replace header lines", () => {
    const bad: ConnectOptions[] = [
      { headers: { "X-A": "a\r\nX-B: b" } },
      { headers: { "X-A": "a\0" } },
      { headers: { "X A": "a" } },
      { headers: { "X-A\r\nX-B": "a" } },
      { headers: { "": "a" } },
      { headers: { Upgrade: "h2c" } },
      { headers: { "sec-websocket-key": "x" } },
      { headers: { Host: "other" } },
      { headers: { Connection: "close" } },
      { origin: "https://a\r\nX: y" },
      { limits: { maxMessageBytes: -1 } },
    ];
    for (const options of bad) {
      assert.throws(() => headers(options), { name: "UsageError" }, JSON.stringify(options));
    }
  });

  it("check subprotocols (RFC 6455 §4.1)", () => {
    assert.deepEqual(values(headers({}, "ws://h/", ["a", "b"]), "sec-websocket-protocol"), ["a, b"]);
    assert.deepEqual(values(headers({}, "ws://h/", "a"), "sec-websocket-protocol"), ["a"]);
    for (const bad of ["", "a b", "a,b", "ä", "a\r\n", ["a", "a"], ["a", ""]]) {
      assert.throws(() => headers({}, "ws://h/", bad), { name: "UsageError" }, JSON.stringify(bad));
    }
  });
});
