import assert from "node:assert/strict";
import { test } from "node:test";
import { UsageError } from "../usage-error.ts";
import { headerValues, type ResponseHead } from "./head.ts";
import { refusals } from "./refusal.ts";
import { http2Refusal, type RefusalAnswer, refusalResponse } from "./refusal-response.ts";
import { ResponseHeadParser } from "./response-head-parser.ts";

const limits = { maxHeadBytes: 10_000, maxHeaderCount: 100 };

function readResponse(answer: RefusalAnswer): { head: ResponseHead; body: string; bodyBytes: number } {
  const bytes = refusalResponse(answer);
  const result = new ResponseHeadParser(limits).receive(bytes);
  assert.equal(result.type, "head");
  const body = bytes.subarray(result.consumed);
  return { head: result.head, body: new TextDecoder().decode(body), bodyBytes: body.length };
}

function headersOf(answer: RefusalAnswer, name: string): string[] {
  return headerValues(readResponse(answer).head.headers, name);
}

for (const refusal of Object.values(refusals)) {
  test(`edge 18: ${refusal.id} answers ${refusal.status} with its text, Content-Length and Connection: close`, () => {
    const { head, body, bodyBytes } = readResponse(refusal);
    assert.equal(head.status, refusal.status);
    assert.notEqual(head.reason, "");
    assert.equal(body, `${refusal.message}\n`);
    assert.deepEqual(headerValues(head.headers, "content-length"), [String(bodyBytes)]);
    assert.deepEqual(headerValues(head.headers, "content-type"), ["text/plain; charset=utf-8"]);
    assert.match(headerValues(head.headers, "connection").join(), /\bclose$/);
  });
}

test("a refusal byte for byte", () => {
  assert.equal(
    Buffer.from(refusalResponse(refusals["origin-refused"])).toString(),
    "HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 45\r\n\r\n" +
      "connections from this origin are not allowed\n",
  );
});

test("edge 2: 426 names the protocol and the version to upgrade to (RFC 9110 §15.5.22, RFC 6455 §4.2.2)", () => {
  for (const refusal of [refusals["version-unsupported"], refusals["not-upgrade"]]) {
    assert.deepEqual(headersOf(refusal, "upgrade"), ["websocket"]);
    assert.deepEqual(headersOf(refusal, "connection"), ["Upgrade, close"]);
    assert.deepEqual(headersOf(refusal, "sec-websocket-version"), ["13"]);
  }
});

test("edge 2: 400 for the version names the version too (RFC 6455 §4.4)", () => {
  assert.deepEqual(headersOf(refusals["version-malformed"], "sec-websocket-version"), ["13"]);
  assert.deepEqual(headersOf(refusals["version-malformed"], "connection"), ["close"]);
});

test("edge 8: 405 says what is allowed (RFC 9110 §15.5.6)", () => {
  assert.deepEqual(headersOf(refusals["method-not-get"], "allow"), ["GET"]);
});

test("edge 17: 401 has a challenge, 429 and 503 say when to come back, unless the caller does", () => {
  assert.deepEqual(headersOf(refusals.unauthorized, "www-authenticate"), ["Bearer"]);
  assert.deepEqual(headersOf(refusals["too-many-requests"], "retry-after"), ["1"]);
  assert.deepEqual(headersOf(refusals.overloaded, "retry-after"), ["1"]);
  const basic = { ...refusals.unauthorized, headers: [["www-authenticate", 'Basic realm="a"']] } as const;
  assert.deepEqual(headersOf(basic, "www-authenticate"), ['Basic realm="a"']);
  assert.deepEqual(headersOf({ status: 503, message: "x", headers: [["Retry-After", "30"]] }, "retry-after"), ["30"]);
});

test("the body is UTF-8 and counted in bytes", () => {
  const { body, bodyBytes, head } = readResponse({ status: 402, message: "请付款" });
  assert.equal(body, "请付款\n");
  assert.equal(bodyBytes, 10);
  assert.deepEqual(headerValues(head.headers, "content-length"), ["10"]);
});

test("a status without a known reason phrase has an empty one", () => {
  assert.equal(readResponse({ status: 499, message: "x" }).head.reason, "");
});

test("V17: a status that a proxy could take for success is refused", () => {
  for (const status of [100, 101, 200, 299, 600, 400.5, Number.NaN]) {
    assert.throws(() => refusalResponse({ status, message: "x" }), UsageError, String(status));
  }
  assert.equal(readResponse({ status: 300, message: "x" }).head.status, 300);
});

test("V18: headers that the response sets itself, or that cannot be sent, are refused", () => {
  for (const name of ["Connection", "content-length", "Content-Type", "TRANSFER-ENCODING"]) {
    assert.throws(() => refusalResponse({ status: 400, message: "x", headers: [[name, "x"]] }), UsageError, name);
  }
  assert.throws(() => refusalResponse({ status: 400, message: "x", headers: [["X", "a\r\nb: c"]] }), UsageError);
});

for (const refusal of Object.values(refusals)) {
  test(`RFC 9113 §8.2: ${refusal.id} over HTTP/2 has lower-case names and no field of HTTP/1.1`, () => {
    const { head, body } = http2Refusal(refusal);
    // 426 needs an Upgrade header, which HTTP/2 does not have.
    assert.equal(head.status, refusal.status === 426 ? 400 : refusal.status);
    assert.equal(new TextDecoder().decode(body), `${refusal.message}\n`);
    for (const [name] of head.headers) {
      assert.equal(name, name.toLowerCase());
      assert.ok(!["upgrade", "connection"].includes(name));
    }
    assert.deepEqual(headerValues(head.headers, "content-length"), [String(body.length)]);
  });
}

test("over HTTP/2 an answer with Upgrade, or with a header that cannot be sent, is refused", () => {
  const answer = { status: 400, message: "no" };
  assert.throws(() => http2Refusal({ ...answer, headers: [["Upgrade", "h2c"]] }), UsageError);
  assert.throws(() => http2Refusal({ ...answer, headers: [["a", "b\r\nc: d"]] }), UsageError);
  assert.throws(() => http2Refusal({ ...answer, status: 200 }), UsageError);
});
