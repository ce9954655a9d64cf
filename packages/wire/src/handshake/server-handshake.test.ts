import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, test } from "node:test";
import type { ConnectionHandler } from "../connection/connection.ts";
import type { MessageTransform, ServerExtension } from "../extension.ts";
import { serverLimits } from "../limits.ts";
import { UsageError } from "../usage-error.ts";
import { encodeResponseHead } from "./encode-head.ts";
import { type HeaderLine, headerValues, type RequestHead } from "./head.ts";
import type { RefusalId } from "./refusal.ts";
import { RequestHeadParser } from "./request-head-parser.ts";
import { type AcceptOptions, acceptUpgrade, checkUpgradeRequest, type UpgradeRequest } from "./server-handshake.ts";

const KEY = "dGhlIHNhbXBsZSBub25jZQ==";
const baseHeaders: readonly HeaderLine[] = [
  ["Host", "server.example.com"],
  ["Upgrade", "websocket"],
  ["Connection", "Upgrade"],
  ["Sec-WebSocket-Key", KEY],
  ["Sec-WebSocket-Version", "13"],
];

/** The good request with all lines of `name` replaced by one for each of `values`. */
function requestWith(name: string, ...values: string[]): RequestHead {
  const others = baseHeaders.filter(([other]) => other !== name);
  const headers = [...others, ...values.map((value) => [name, value] as const)];
  return { method: "GET", target: "/chat", httpVersion: "1.1", headers };
}

const goodRequest = requestWith("Origin", "http://example.com");

function refusalOf(head: RequestHead, limits = serverLimits): RefusalId | undefined {
  const check = checkUpgradeRequest(head, limits);
  return check.type === "refused" ? check.refusal.id : undefined;
}

function accepted(head: RequestHead): UpgradeRequest {
  const check = checkUpgradeRequest(head, serverLimits);
  assert.equal(check.type, "upgrade");
  return check.request;
}

function assertRefused(id: RefusalId, name: string, ...values: string[]): void {
  assert.equal(refusalOf(requestWith(name, ...values)), id, `${name}: ${JSON.stringify(values)}`);
}

const ignoreEvents: ConnectionHandler = { onMessage() {}, onPing() {}, onPong() {}, onClosing() {} };
const options: AcceptOptions = {
  sha1: (bytes) => createHash("sha1").update(bytes).digest(),
  connection: { handler: ignoreEvents, now: 0 },
};

describe("checkUpgradeRequest: what is accepted", () => {
  test("RFC 6455 §1.2: the example of the RFC, from its bytes", () => {
    const bytes = Buffer.from(
      "GET /chat HTTP/1.1\r\nHost: server.example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
        `Sec-WebSocket-Key: ${KEY}\r\nOrigin: http://example.com\r\n` +
        "Sec-WebSocket-Protocol: chat, superchat\r\nSec-WebSocket-Version: 13\r\n\r\n",
    );
    const result = new RequestHeadParser(serverLimits).receive(bytes);
    assert.equal(result.type, "head");
    assert.deepEqual(accepted(result.head), {
      head: result.head,
      key: KEY,
      target: "/chat",
      path: "/chat",
      query: "",
      host: "server.example.com",
      origin: "http://example.com",
      subprotocols: ["chat", "superchat"],
      extensions: [],
    });
  });

  test("edge 5: accepts non-zero pad bits in the key", () => {
    assert.equal(
      accepted(requestWith("Sec-WebSocket-Key", "AQIDBAUGBwgJCgsMDQ4PEC==")).key,
      "AQIDBAUGBwgJCgsMDQ4PEC==",
    );
  });

  test("edge 6: Upgrade in any case, also in a list (RFC 6455 §4.2.1)", () => {
    for (const values of [["WebSocket"], ["h2c, websocket"], ["h2c", "WEBSOCKET"], ["websocket,"]]) {
      accepted(requestWith("Upgrade", ...values));
    }
  });

  test("edge 7: Connection as a list, in any case, over several lines (RFC 6455 §4.2.1)", () => {
    for (const values of [["keep-alive, Upgrade"], ["UPGRADE"], ["keep-alive", "upgrade"], [", upgrade"]]) {
      accepted(requestWith("Connection", ...values));
    }
  });

  test("edge 9: Sec-WebSocket-Protocol over several lines keeps their order (RFC 6455 §11.3.4)", () => {
    assert.deepEqual(accepted(requestWith("Sec-WebSocket-Protocol", "b, a", "c")).subprotocols, ["b", "a", "c"]);
  });

  test("edge 12: Sec-WebSocket-Extensions over several lines is one list (RFC 6455 §9.1)", () => {
    const { extensions } = accepted(requestWith("Sec-WebSocket-Extensions", "a; x=1", "", "b"));
    assert.deepEqual(
      extensions.map(({ name }) => name),
      ["a", "b"],
    );
  });

  test("V15: an absolute target is reduced, and path and query are cut apart", () => {
    const { target, path, query } = accepted({ ...goodRequest, target: "http://server.example.com/a?b=/c" });
    assert.deepEqual({ target, path, query }, { target: "/a?b=/c", path: "/a", query: "b=/c" });
  });

  test("Content-Length: 0 is no body, and no Origin is no browser", () => {
    assert.equal(accepted(requestWith("Content-Length", "0")).origin, undefined);
  });
});

describe("checkUpgradeRequest: what is refused", () => {
  test("edge 1: versions that are not written as §4.3 says", () => {
    for (const value of ["0xd", "013", "1.3e1", "+13", "13.0", "", "256", "13, 8"]) {
      assertRefused("version-malformed", "Sec-WebSocket-Version", value);
    }
  });

  test("edge 2: another version, and none", () => {
    for (const value of ["0", "8", "12", "14", "255"])
      assertRefused("version-unsupported", "Sec-WebSocket-Version", value);
    assertRefused("version-missing", "Sec-WebSocket-Version");
  });

  test("edge 3: the version twice (RFC 6455 §11.3.5)", () => {
    assertRefused("version-repeated", "Sec-WebSocket-Version", "13", "13");
  });

  test("edge 4: the key twice (RFC 6455 §11.3.1)", () => {
    assertRefused("key-repeated", "Sec-WebSocket-Key", KEY, KEY);
  });

  test("edge 5: a key that is not base64 of 16 bytes (RFC 6455 §4.2.1), and none", () => {
    for (const key of ["", "x", `${KEY}, ${KEY}`, "dGhlIHNhbXBsZSBub25jZQ", "dGhlIHNhbXBsZSBub25jZ-=="]) {
      assertRefused("key-malformed", "Sec-WebSocket-Key", key);
    }
    assertRefused("key-missing", "Sec-WebSocket-Key");
  });

  test("edge 6: no Upgrade, or another protocol", () => {
    assertRefused("not-upgrade", "Upgrade");
    for (const value of ["h2c", "", "websockets", "websocket/13"])
      assertRefused("upgrade-not-websocket", "Upgrade", value);
  });

  test("edge 7: no Connection, or one without the token", () => {
    assertRefused("connection-not-upgrade", "Connection");
    for (const value of ["keep-alive", "", "upgrades", "close"])
      assertRefused("connection-not-upgrade", "Connection", value);
  });

  test("edge 8: HTTP/1.0, other methods and a missing, empty, double or malformed Host (RFC 6455 §4.2.1)", () => {
    assert.equal(refusalOf({ ...goodRequest, httpVersion: "1.0" }), "http-version");
    for (const method of ["POST", "HEAD", "get", "CONNECT"])
      assert.equal(refusalOf({ ...goodRequest, method }), "method-not-get");
    assertRefused("host-missing", "Host");
    assertRefused("host-missing", "Host", "");
    assertRefused("host-repeated", "Host", "a", "a");
    for (const host of ["a b", "a/b", "u@a", "a:x"]) assertRefused("host-malformed", "Host", host);
  });

  test("edge 8, edge 21, V17: a body", () => {
    for (const value of ["1", "00", "", "-1", "0, 0"]) assertRefused("body-not-allowed", "Content-Length", value);
    assertRefused("body-not-allowed", "Transfer-Encoding", "chunked");
    assertRefused("body-not-allowed", "Transfer-Encoding", "identity");
  });

  test("edge 21: an expectation", () => {
    assertRefused("expectation", "Expect", "100-continue");
    assertRefused("expectation", "Expect", "");
  });

  test("edge 9: subprotocols that are empty, double or no tokens", () => {
    for (const value of ["", "a,", "a,,b", "a, a", "a b", "a/b", "ä"]) {
      assertRefused("subprotocol-malformed", "Sec-WebSocket-Protocol", value);
    }
    assertRefused("subprotocol-malformed", "Sec-WebSocket-Protocol", "a", "a");
  });

  test("edge 12: malformed extensions, also when the server has none (RFC 6455 §9.1)", () => {
    for (const value of ["a b", "a;", "a; b=", 'a; b="', "a; b=c d"]) {
      assertRefused("extensions-malformed", "Sec-WebSocket-Extensions", value);
    }
  });

  test("V15: targets that two parsers could read differently", () => {
    for (const target of ["//evil", "/a#b", "*", "/../a", "http://evil/chat", "/\\a", "/a%00"]) {
      assert.equal(refusalOf({ ...goodRequest, target }), "target-malformed", target);
    }
  });

  test("V16: two origins, of which one might be the right one", () => {
    assertRefused("origin-repeated", "Origin", "http://evil.com", "http://server.example.com");
  });

  test("V9: limits hold for heads of other parsers too, at N and N + 1", () => {
    const limited = (name: "maxTargetBytes" | "maxHeaderCount" | "maxHeadBytes", limit: number): string | undefined =>
      refusalOf(requestWith("None"), { ...serverLimits, [name]: limit });
    assert.equal(limited("maxTargetBytes", 5), undefined);
    assert.equal(limited("maxTargetBytes", 4), "target-too-long");
    assert.equal(limited("maxHeaderCount", 5), undefined);
    assert.equal(limited("maxHeaderCount", 4), "too-many-headers");
    const headBytes =
      "GET /chat HTTP/1.1\r\n".length + baseHeaders.map((line) => `${line.join(":")}\r\n`).join("").length + 2;
    assert.equal(limited("maxHeadBytes", headBytes), undefined);
    assert.equal(limited("maxHeadBytes", headBytes - 1), "head-too-large");
  });

  test("V9: a head of which another parser dropped the headers does not throw", () => {
    assert.equal(refusalOf({ ...goodRequest, headers: [] }), "host-missing");
  });

  test("V10: headers named like the object prototype do no harm", () => {
    const hostile = ["__proto__", "constructor", "hasOwnProperty"].map((name) => [name, "websocket"] as const);
    assert.equal(refusalOf({ ...goodRequest, headers: [...hostile, ...goodRequest.headers] }), undefined);
    assert.equal(refusalOf({ ...goodRequest, headers: [...hostile, ["Host", "a"]] }), "not-upgrade");
  });

  test("the first fault in the order of the checks is the one that is told", () => {
    const order: readonly (readonly [id: RefusalId, repair: HeaderLine])[] = [
      ["host-missing", ["Host", "a"]],
      ["not-upgrade", ["Upgrade", "websocket"]],
      ["connection-not-upgrade", ["Connection", "Upgrade"]],
      ["version-missing", ["Sec-WebSocket-Version", "13"]],
      ["key-missing", ["Sec-WebSocket-Key", KEY]],
    ];
    const headers: HeaderLine[] = [];
    for (const [id, repair] of order) {
      assert.equal(refusalOf({ ...goodRequest, headers }), id);
      headers.push(repair);
    }
    assert.equal(
      refusalOf({ ...goodRequest, headers: [...headers, ["Sec-WebSocket-Protocol", ""]] }),
      "subprotocol-malformed",
    );
    assert.equal(refusalOf({ ...goodRequest, headers }), undefined);
  });
});

describe("acceptUpgrade", () => {
  test("RFC 6455 §1.3: the response of the example, and an open connection", () => {
    const { response, connection, subprotocol, extensions } = acceptUpgrade(accepted(goodRequest), options);
    assert.equal(
      Buffer.from(encodeResponseHead(response)).toString(),
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
        "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n",
    );
    assert.equal(connection.role, "server");
    assert.equal(connection.state, "open");
    assert.equal(subprotocol, "");
    assert.deepEqual(extensions, []);
  });

  test("edge 10: the chosen subprotocol, or no header at all (RFC 6455 §4.2.2)", () => {
    const request = accepted(requestWith("Sec-WebSocket-Protocol", "chat, superchat"));
    const chosen = acceptUpgrade(request, { ...options, subprotocol: "superchat" });
    assert.equal(chosen.subprotocol, "superchat");
    assert.deepEqual(headerValues(chosen.response.headers, "sec-websocket-protocol"), ["superchat"]);
    const none = acceptUpgrade(request, options);
    assert.deepEqual(headerValues(none.response.headers, "sec-websocket-protocol"), []);
  });

  test("edge 10: a subprotocol that was not offered, or in another case, is a fault of the caller", () => {
    const request = accepted(requestWith("Sec-WebSocket-Protocol", "chat"));
    for (const subprotocol of ["superchat", "Chat", ""]) {
      assert.throws(() => acceptUpgrade(request, { ...options, subprotocol }), UsageError, subprotocol);
    }
  });

  test("edge 11: one line for the agreed extension, none without agreement (RFC 6455 §11.3.2)", () => {
    const transform: MessageTransform = { name: "x", decode() {}, encode: () => undefined, dispose() {} };
    const extension: ServerExtension = {
      name: "x",
      accept: ({ parameters }) =>
        parameters.length === 0 ? { parameters: [{ name: "n", value: "1" }], create: () => transform } : undefined,
    };
    const withExtension = { ...options, extensions: [extension] };
    const taken = acceptUpgrade(accepted(requestWith("Sec-WebSocket-Extensions", "y, x; z", "x")), withExtension);
    assert.deepEqual(taken.extensions, [{ name: "x", parameters: [{ name: "n", value: "1" }] }]);
    assert.deepEqual(headerValues(taken.response.headers, "sec-websocket-extensions"), ["x; n=1"]);
    const declined = acceptUpgrade(accepted(requestWith("Sec-WebSocket-Extensions", "y, x; z")), withExtension);
    assert.deepEqual(declined.extensions, []);
    assert.deepEqual(headerValues(declined.response.headers, "sec-websocket-extensions"), []);
  });

  test("V18: headers of the application go along; those of the handshake are refused", () => {
    const request = accepted(goodRequest);
    const { response } = acceptUpgrade(request, { ...options, headers: [["Set-Cookie", "a=1"]] });
    assert.deepEqual(response.headers.at(-1), ["Set-Cookie", "a=1"]);
    for (const header of [
      ["Upgrade", "x"],
      ["Sec-WebSocket-Accept", "x"],
      ["X", "a\r\nb"],
    ] as const) {
      assert.throws(() => acceptUpgrade(request, { ...options, headers: [header] }), UsageError, header[0]);
    }
  });
});
