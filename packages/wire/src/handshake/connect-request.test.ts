import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, test } from "node:test";
import { serverLimits } from "../limits.ts";
import { UsageError } from "../usage-error.ts";
import { acceptConnect, checkConnectRequest } from "./connect-request.ts";
import type { HeaderLine, Http2RequestHead } from "./head.ts";
import type { RefusalId } from "./refusal.ts";
import type { AcceptOptions, UpgradeRequest } from "./server-handshake.ts";

/** RFC 8441 §5.1. */
const example: Http2RequestHead = {
  method: "CONNECT",
  protocol: "websocket",
  scheme: "https",
  path: "/chat",
  authority: "server.example.com",
  headers: [
    ["sec-websocket-protocol", "chat, superchat"],
    ["sec-websocket-extensions", "permessage-deflate"],
    ["sec-websocket-version", "13"],
    ["origin", "http://www.example.com"],
  ],
};

const options: AcceptOptions = {
  sha1: (bytes) => createHash("sha1").update(bytes).digest(),
  connection: { handler: { onMessage() {}, onPing() {}, onPong() {}, onClosing() {} }, now: 0 },
};

function withLines(...lines: HeaderLine[]): Http2RequestHead {
  const names = lines.map(([name]) => name);
  return { ...example, headers: [...example.headers.filter(([name]) => !names.includes(name)), ...lines] };
}

function refusalOf(head: Http2RequestHead, limits = serverLimits): RefusalId | undefined {
  const check = checkConnectRequest(head, limits);
  return check.type === "refused" ? check.refusal.id : undefined;
}

function accepted(head: Http2RequestHead): UpgradeRequest {
  const check = checkConnectRequest(head, serverLimits);
  assert.equal(check.type, "upgrade", refusalOf(head));
  return check.request;
}

describe("an extended CONNECT request", () => {
  test("RFC 8441 §5.1: the example of the RFC; the authority is the Host", () => {
    assert.deepEqual(accepted(example), {
      head: {
        method: "CONNECT",
        target: "/chat",
        httpVersion: "2.0",
        headers: [["host", "server.example.com"], ...example.headers],
      },
      key: "",
      target: "/chat",
      path: "/chat",
      query: "",
      host: "server.example.com",
      origin: "http://www.example.com",
      subprotocols: ["chat", "superchat"],
      extensions: [{ name: "permessage-deflate", parameters: [] }],
    });
  });

  test("edge 85: fields of HTTP/1.1, and a missing scheme, path or authority, make it malformed (RFC 8441 §5)", () => {
    for (const name of ["connection", "Upgrade", "host", "keep-alive", "proxy-connection", "transfer-encoding"]) {
      assert.equal(refusalOf(withLines([name, "x"])), "connect-malformed", name);
    }
    for (const part of ["scheme", "path", "authority"]) {
      for (const value of [undefined, ""]) {
        assert.equal(refusalOf({ ...example, [part]: value }), "connect-malformed", part);
      }
    }
  });

  test("edge 85: another method, no :protocol, or another one opens no tunnel (RFC 8441 §4)", () => {
    assert.equal(refusalOf({ ...example, method: "GET" }), "method-not-connect");
    assert.equal(refusalOf({ ...example, protocol: undefined }), "connect-without-protocol");
    assert.equal(
      refusalOf({ method: "CONNECT", authority: "other.example:22", headers: [] }),
      "connect-without-protocol",
    );
    for (const protocol of ["", "webtransport", "connect-udp", "websocket2"]) {
      assert.equal(refusalOf({ ...example, protocol }), "protocol-not-websocket", protocol);
    }
    assert.equal(refusalOf({ ...example, protocol: "WebSocket" }), undefined);
  });

  test("is held to the limits of every head", () => {
    const limits = { ...serverLimits, maxTargetBytes: 5 };
    assert.equal(refusalOf(example, limits), undefined);
    assert.equal(refusalOf({ ...example, path: "/chats" }, limits), "target-too-long");
    // Four lines and the authority.
    assert.equal(refusalOf(example, { ...serverLimits, maxHeaderCount: 5 }), undefined);
    assert.equal(refusalOf(example, { ...serverLimits, maxHeaderCount: 4 }), "too-many-headers");
    assert.equal(refusalOf(example, { ...serverLimits, maxHeadBytes: 100 }), "head-too-large");
  });

  test("has a plain authority, scheme and target (RFC 9113 §8.3.1)", () => {
    for (const authority of ["user@h", "a b", "h:99999", "h/x"]) {
      assert.equal(refusalOf({ ...example, authority }), "host-malformed", authority);
    }
    for (const scheme of ["ftp", "wss", "ws"]) assert.equal(refusalOf({ ...example, scheme }), "target-malformed");
    for (const path of ["*", "chat", "//h/x", "/a/../b", "/#x", "https://server.example.com/chat"]) {
      assert.equal(refusalOf({ ...example, path }), "target-malformed", path);
    }
  });

  test("follows RFC 6455 in everything that both versions of HTTP have", () => {
    assert.equal(refusalOf(withLines(["content-length", "5"])), "body-not-allowed");
    assert.equal(refusalOf(withLines(["expect", "100-continue"])), "expectation");
    assert.equal(refusalOf(withLines(["sec-websocket-version", "8"])), "version-unsupported");
    assert.equal(refusalOf({ ...example, headers: [] }), "version-missing");
    assert.equal(refusalOf(withLines(["origin", "a"], ["origin", "b"])), "origin-repeated");
    assert.equal(refusalOf(withLines(["sec-websocket-protocol", "a,,"])), "subprotocol-malformed");
    assert.equal(refusalOf(withLines(["sec-websocket-extensions", "a;;"])), "extensions-malformed");
  });
});

describe("the answer to an extended CONNECT", () => {
  test("edge 86: 200, without Accept, Upgrade and Connection (RFC 8441 §5)", () => {
    const request = accepted(example);
    const { response, subprotocol } = acceptConnect(request, {
      ...options,
      subprotocol: "chat",
      headers: [["Set-Cookie", "a=b"]],
    });
    assert.deepEqual(response, {
      status: 200,
      reason: "",
      httpVersion: "2.0",
      headers: [
        ["Sec-WebSocket-Protocol", "chat"],
        ["Set-Cookie", "a=b"],
      ],
    });
    assert.equal(subprotocol, "chat");
  });

  test("edge 86: a key that was sent all the same is answered, a bad one is ignored", () => {
    const good = acceptConnect(accepted(withLines(["sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="])), options);
    assert.deepEqual(good.response.headers, [["Sec-WebSocket-Accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="]]);
    const bad = acceptConnect(accepted(withLines(["sec-websocket-key", "short"])), options);
    assert.deepEqual(bad.response.headers, []);
  });

  test("throws for a subprotocol that was not offered", () => {
    assert.throws(() => acceptConnect(accepted(example), { ...options, subprotocol: "other" }), UsageError);
  });
});
