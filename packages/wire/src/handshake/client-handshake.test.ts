import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, test } from "node:test";
import type { ConnectionHandler } from "../connection/connection.ts";
import type { ClientExtension, MessageTransform } from "../extension.ts";
import { serverLimits } from "../limits.ts";
import { UsageError } from "../usage-error.ts";
import { ClientHandshake, type ClientHandshakeOptions, type HandshakeResult } from "./client-handshake.ts";
import { encodeRequestHead } from "./encode-head.ts";
import { type HeaderLine, headerValues, type ResponseHead } from "./head.ts";
import { acceptUpgrade, checkUpgradeRequest } from "./server-handshake.ts";

const sha1 = (bytes: Uint8Array): Uint8Array => createHash("sha1").update(bytes).digest();
const options: ClientHandshakeOptions = {
  host: "server.example.com",
  target: "/chat",
  key: Buffer.from("the sample nonce"),
  sha1,
};
const ignoreEvents: ConnectionHandler = { onMessage() {}, onPing() {}, onPong() {}, onClosing() {} };
const connectionOptions = { handler: ignoreEvents, now: 0, nextMaskingKey: () => 1 };
const ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";
const baseHeaders: readonly HeaderLine[] = [
  ["Upgrade", "websocket"],
  ["Connection", "Upgrade"],
  ["Sec-WebSocket-Accept", ACCEPT],
];

/** The good response with all lines of `name` replaced by one for each of `values`. */
function responseWith(name: string, ...values: string[]): ResponseHead {
  const others = baseHeaders.filter(([other]) => other !== name);
  const headers = [...others, ...values.map((value) => [name, value] as const)];
  return { status: 101, reason: "Switching Protocols", httpVersion: "1.1", headers };
}

const goodResponse = responseWith("None");

function receive(head: ResponseHead, more: Partial<ClientHandshakeOptions> = {}): HandshakeResult {
  return new ClientHandshake({ ...options, ...more }).receive(head, connectionOptions);
}

function failureOf(head: ResponseHead, more: Partial<ClientHandshakeOptions> = {}): string | undefined {
  const result = receive(head, more);
  return result.type === "failed" ? result.failure.id : undefined;
}

const transform: MessageTransform = { name: "x", decode() {}, encode: () => undefined, dispose() {} };

/** Offers itself with parameter `p`, and takes every answer without the parameter `bad`. */
const extension = (name: string): ClientExtension => ({
  name,
  offers: () => [
    { name, parameters: [{ name: "p", value: "1" }] },
    { name, parameters: [] },
  ],
  confirm: ({ parameters }) => (parameters.some((parameter) => parameter.name === "bad") ? undefined : () => transform),
});

describe("ClientHandshake: the request", () => {
  test("RFC 6455 §4.1: the request of the example", () => {
    const { request } = new ClientHandshake({
      ...options,
      origin: "http://example.com",
      subprotocols: ["chat", "superchat"],
      extensions: [extension("x")],
      headers: [["Cookie", "a=1"]],
    });
    assert.equal(
      Buffer.from(encodeRequestHead(request)).toString(),
      "GET /chat HTTP/1.1\r\nHost: server.example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nOrigin: http://example.com\r\n" +
        "Sec-WebSocket-Protocol: chat, superchat\r\nSec-WebSocket-Extensions: x; p=1, x\r\nCookie: a=1\r\n\r\n",
    );
  });

  test("what is not asked for is left out", () => {
    const { request } = new ClientHandshake(options);
    assert.deepEqual(
      request.headers.map(([name]) => name),
      ["Host", "Upgrade", "Connection", "Sec-WebSocket-Key", "Sec-WebSocket-Version"],
    );
  });

  test("edge 37: another key makes another request", () => {
    const { request } = new ClientHandshake({ ...options, key: new Uint8Array(16) });
    assert.deepEqual(headerValues(request.headers, "sec-websocket-key"), ["AAAAAAAAAAAAAAAAAAAAAA=="]);
  });

  test("edge 36: subprotocols must be unique tokens", () => {
    for (const subprotocols of [[""], ["a", "a"], ["a,b"], ["a b"], ["ä"], ["a\r\nX: y"]]) {
      assert.throws(() => new ClientHandshake({ ...options, subprotocols }), UsageError, JSON.stringify(subprotocols));
    }
  });

  test("V18: CR, LF and NUL are refused in every option", () => {
    for (const bad of ["\r", "\n", "\0", "\r\nX: y"]) {
      const refused: Partial<ClientHandshakeOptions>[] = [
        { host: `a${bad}` },
        { target: `/${bad}` },
        { origin: `http://a${bad}` },
        { subprotocols: [`a${bad}`] },
        { headers: [["X", bad]] },
        { headers: [[`X${bad}`, "y"]] },
        { extensions: [extension(`x${bad}`)] },
      ];
      for (const more of refused) {
        assert.throws(() => new ClientHandshake({ ...options, ...more }), UsageError, JSON.stringify(more));
      }
    }
  });

  test("V18: headers of the handshake, a second Origin, a fragment and a key of another length are refused", () => {
    const refused: Partial<ClientHandshakeOptions>[] = [
      { headers: [["Host", "evil"]] },
      { headers: [["Sec-WebSocket-Protocol", "chat"]] },
      { headers: [["Content-Length", "5"]] },
      { origin: "http://a", headers: [["Origin", "http://b"]] },
      { target: "/chat#x" },
      { target: "chat" },
      { target: "" },
      { host: "" },
      { key: new Uint8Array(15) },
      { key: new Uint8Array(17) },
    ];
    for (const more of refused) {
      assert.throws(() => new ClientHandshake({ ...options, ...more }), UsageError, JSON.stringify(more));
    }
    const { request } = new ClientHandshake({ ...options, headers: [["Origin", "http://b"]] });
    assert.deepEqual(headerValues(request.headers, "origin"), ["http://b"]);
  });
});

describe("ClientHandshake: the response", () => {
  test("RFC 6455 §1.3: the response of the example opens a connection", () => {
    const result = receive(goodResponse);
    assert.equal(result.type, "accepted");
    assert.equal(result.connection.role, "client");
    assert.equal(result.connection.state, "open");
    assert.equal(result.subprotocol, "");
    assert.deepEqual(result.extensions, []);
  });

  test("edge 23: whitespace around Accept is ignored (RFC 6455 §4.1)", () => {
    assert.equal(failureOf(responseWith("Sec-WebSocket-Accept", ` \t${ACCEPT} `)), undefined);
  });

  test("edge 23: Accept missing, twice, of another key, in another case", () => {
    assert.equal(failureOf(responseWith("Sec-WebSocket-Accept")), "accept-missing");
    assert.equal(failureOf(responseWith("Sec-WebSocket-Accept", ACCEPT, ACCEPT)), "accept-repeated");
    for (const value of ["", "x", ACCEPT.toLowerCase(), `${ACCEPT}=`, `\u00a0${ACCEPT}`]) {
      assert.equal(failureOf(responseWith("Sec-WebSocket-Accept", value)), "accept-mismatch", value);
    }
    assert.equal(failureOf(goodResponse, { key: new Uint8Array(16) }), "accept-mismatch");
  });

  test("edge 24: informational responses are skipped (RFC 9110 §15.2)", () => {
    for (const status of [100, 102, 103, 199]) {
      assert.deepEqual(receive({ ...goodResponse, status }), { type: "informational" });
    }
  });

  test("edge 24, edge 32: any other status fails and is told; no redirect is followed, no credential sent", () => {
    for (const status of [200, 204, 301, 307, 401, 407, 426, 503]) {
      const result = receive({ ...goodResponse, status });
      assert.equal(result.type, "failed");
      assert.equal(result.failure.id, "status-not-101");
      assert.equal(result.failure.status, status);
    }
  });

  test("edge 24, edge 25: Connection without the token fails at once; as a list in any case it passes", () => {
    assert.equal(failureOf(responseWith("Connection")), "connection-not-upgrade");
    for (const value of ["", "close", "keep-alive", "upgrades"]) {
      assert.equal(failureOf(responseWith("Connection", value)), "connection-not-upgrade", value);
    }
    assert.equal(failureOf(responseWith("Connection", "keep-alive, UPGRADE")), undefined);
    assert.equal(failureOf(responseWith("Connection", "keep-alive", "upgrade")), undefined);
  });

  test("edge 25: Upgrade must equal websocket, in any case (RFC 6455 §4.1)", () => {
    assert.equal(failureOf(responseWith("Upgrade", "WebSocket")), undefined);
    assert.equal(failureOf(responseWith("Upgrade")), "upgrade-missing");
    for (const values of [["h2c"], [""], ["h2c, websocket"], ["websocket", "websocket"]]) {
      assert.equal(failureOf(responseWith("Upgrade", ...values)), "upgrade-not-websocket", values.join());
    }
  });

  test("HTTP/1.0 cannot switch protocols (RFC 9110 §7.8)", () => {
    assert.equal(failureOf({ ...goodResponse, httpVersion: "1.0" }), "http-version");
  });

  test("an agreed extension", () => {
    const result = receive(responseWith("Sec-WebSocket-Extensions", "x; p=1"), { extensions: [extension("x")] });
    assert.equal(result.type, "accepted");
    assert.deepEqual(result.extensions, [{ name: "x", parameters: [{ name: "p", value: "1" }] }]);
  });

  test("edge 11, edge 26: extensions that fail the attempt (RFC 6455 §4.1, §9.1, §11.3.2)", () => {
    const more = { extensions: [extension("x"), extension("y")] };
    const failure = (...values: string[]): string | undefined =>
      failureOf(responseWith("Sec-WebSocket-Extensions", ...values), more);
    assert.equal(failure("x", "y"), "extensions-header-repeated");
    assert.equal(failure("x;"), "extensions-malformed");
    assert.equal(failure("z"), "extension-not-offered");
    assert.equal(failure("x, x"), "extension-repeated");
    assert.equal(failure("x, y"), "extensions-not-combinable");
    assert.equal(failure("x; bad"), "extension-invalid");
    assert.equal(failure(""), undefined);
    assert.equal(failureOf(responseWith("Sec-WebSocket-Extensions", "x")), "extension-not-offered");
  });

  test("edge 10: the agreed subprotocol", () => {
    const result = receive(responseWith("Sec-WebSocket-Protocol", "b"), { subprotocols: ["a", "b"] });
    assert.equal(result.type === "accepted" && result.subprotocol, "b");
  });

  test("edge 29: an answer without subprotocol fails when some were offered, unless the client says otherwise", () => {
    assert.equal(failureOf(goodResponse, { subprotocols: ["a"] }), "subprotocol-missing");
    const result = receive(goodResponse, { subprotocols: ["a"], requireSubprotocol: false });
    assert.equal(result.type === "accepted" && result.subprotocol, "");
  });

  test("edge 11, edge 30: a subprotocol not offered, in another case, empty or given twice (RFC 6455 §4.1)", () => {
    const failure = (...values: string[]): string | undefined =>
      failureOf(responseWith("Sec-WebSocket-Protocol", ...values), { subprotocols: ["a", "b"] });
    for (const value of ["c", "A", "", "a, b"]) assert.equal(failure(value), "subprotocol-not-offered", value);
    assert.equal(failure("a", "a"), "subprotocol-repeated");
    assert.equal(failureOf(responseWith("Sec-WebSocket-Protocol", "a")), "subprotocol-not-offered");
  });
});

test("the client's request satisfies the server, and the server's response the client", () => {
  const client = new ClientHandshake({ ...options, subprotocols: ["a", "b"], origin: "http://server.example.com" });
  const check = checkUpgradeRequest(client.request, serverLimits);
  assert.equal(check.type, "upgrade");
  const server = acceptUpgrade(check.request, {
    sha1,
    subprotocol: "b",
    connection: { handler: ignoreEvents, now: 0 },
  });
  const result = client.receive(server.response, connectionOptions);
  assert.equal(result.type === "accepted" && result.subprotocol, "b");
});
