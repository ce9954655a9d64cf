import assert from "node:assert/strict";
import { test } from "node:test";
import { endingError, WebSocketError } from "./web-socket-error.ts";

test("a DOMException of its own name, with code and reason", () => {
  const empty = new WebSocketError();
  assert.deepEqual([empty.name, empty.code, empty.message], ["WebSocketError", 0, ""]);
  assert.deepEqual([empty.closeCode, empty.reason], [null, ""]);
  const error = new WebSocketError("text", { closeCode: 3000.5, reason: "ä\ud800" });
  assert.deepEqual([error.message, error.closeCode, error.reason], ["text", 3000, "ä\ufffd"]);
  assert.ok(error instanceof DOMException && error instanceof Error);
  assert.equal(Object.prototype.toString.call(error), "[object WebSocketError]");
});

test("a reason without a code goes with 1000", () => {
  assert.equal(new WebSocketError("", { reason: "r" }).closeCode, 1000);
  assert.equal(new WebSocketError("", { reason: "" }).closeCode, null);
});

test("codes and reasons that a script may not close with are refused; the conversion comes first", () => {
  for (const closeCode of [0, 999, 1001, 1006, 2999, 5000]) {
    assert.throws(() => new WebSocketError("", { closeCode }), { name: "InvalidAccessError" });
  }
  for (const reason of ["x".repeat(124), "\u{1f50c}".repeat(32)]) {
    assert.throws(() => new WebSocketError("", { reason }), { name: "SyntaxError" });
  }
  for (const closeCode of [-1, 65536, Number.NaN]) {
    assert.throws(() => new WebSocketError("", { closeCode }), TypeError);
  }
  assert.throws(() => Reflect.construct(WebSocketError, ["", 5]), TypeError);
});

test("the end of a connection may have any code, and no script can make such an error", () => {
  const error = endingError("lost", 1006, "");
  assert.deepEqual([error.closeCode, error.message, error.constructor], [1006, "lost", WebSocketError]);
});

test("the shape of an interface", () => {
  assert.deepEqual([WebSocketError.length, Reflect.get(WebSocketError, "name")], [0, "WebSocketError"]);
  for (const name of ["closeCode", "reason"]) {
    assert.equal(Object.getOwnPropertyDescriptor(WebSocketError.prototype, name)?.enumerable, true);
    assert.throws(() => Reflect.get(WebSocketError.prototype, name), TypeError);
  }
});
