import assert from "node:assert/strict";
import { test } from "node:test";
import { UsageError } from "../usage-error.ts";
import { assertHeaderLine, encodeRequestHead, encodeResponseHead } from "./encode-head.ts";
import type { RequestHead, ResponseHead } from "./head.ts";
import { RequestHeadParser } from "./request-head-parser.ts";
import { ResponseHeadParser } from "./response-head-parser.ts";

const request: RequestHead = {
  method: "GET",
  target: "/a?b",
  httpVersion: "1.1",
  headers: [
    ["Host", "example.com"],
    ["X", "\u00fc"],
  ],
};
const response: ResponseHead = {
  status: 101,
  reason: "Switching Protocols",
  httpVersion: "1.1",
  headers: [["Upgrade", "websocket"]],
};
const limits = { maxHeadBytes: 1000, maxHeaderCount: 10, maxTargetBytes: 100 };
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");

test("RFC 9112 §3: a request head, which the parser reads back", () => {
  const bytes = encodeRequestHead(request);
  assert.equal(text(bytes), "GET /a?b HTTP/1.1\r\nHost: example.com\r\nX: \xfc\r\n\r\n");
  assert.deepEqual(new RequestHeadParser(limits).receive(bytes), {
    type: "head",
    head: request,
    consumed: bytes.length,
  });
});

test("RFC 9112 §4: a response head, which the parser reads back", () => {
  const bytes = encodeResponseHead(response);
  assert.equal(text(bytes), "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n");
  const result = new ResponseHeadParser(limits).receive(bytes);
  assert.deepEqual(result, { type: "head", head: response, consumed: bytes.length });
});

test("V18: CR, LF, NUL and characters above Latin-1 are refused in every part", () => {
  for (const bad of ["\r", "\n", "\0", "\r\nX: y", "€"]) {
    const spoiled = `a${bad}`;
    assert.throws(() => encodeRequestHead({ ...request, method: spoiled }), UsageError);
    assert.throws(() => encodeRequestHead({ ...request, target: `/${bad}` }), UsageError);
    assert.throws(() => encodeRequestHead({ ...request, headers: [[spoiled, "b"]] }), UsageError);
    assert.throws(() => encodeRequestHead({ ...request, headers: [["a", spoiled]] }), UsageError);
    assert.throws(() => encodeResponseHead({ ...response, reason: spoiled }), UsageError);
    assert.throws(() => encodeResponseHead({ ...response, headers: [["a", spoiled]] }), UsageError);
  }
});

test("V18: spaces are refused where they would end a part, and so is an empty part", () => {
  for (const part of ["", "a b"]) {
    assert.throws(() => encodeRequestHead({ ...request, method: part }), UsageError);
    assert.throws(() => encodeRequestHead({ ...request, target: part }), UsageError);
    assert.throws(() => encodeRequestHead({ ...request, headers: [[part, "b"]] }), UsageError);
  }
});

test("a status is an integer from 100 to 599", () => {
  for (const status of [99, 600, 101.5, Number.NaN]) {
    assert.throws(() => encodeResponseHead({ ...response, status }), UsageError);
  }
  assert.equal(
    text(encodeResponseHead({ ...response, status: 599, headers: [] })),
    "HTTP/1.1 599 Switching Protocols\r\n\r\n",
  );
});

test("the error names the header and never its value", () => {
  assert.throws(
    () => assertHeaderLine(["Authorization", "Bearer s3cret\n"]),
    (error: Error) => error.message.includes("Authorization") && !error.message.includes("s3cret"),
  );
});
