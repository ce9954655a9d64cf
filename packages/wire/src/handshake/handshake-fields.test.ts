import assert from "node:assert/strict";
import { test } from "node:test";
import { HandshakeFields } from "./handshake-fields.ts";

test("finds a header in any case, and whether it came once", () => {
  const fields = new HandshakeFields([
    ["HOST", "a"],
    ["Sec-WebSocket-KEY", "k"],
    ["X", "y"],
  ]);
  assert.equal(fields.value("host"), "a");
  assert.equal(fields.value("sec-websocket-key"), "k");
  assert.equal(fields.isRepeated("host"), false);
  assert.equal(fields.value("origin"), undefined);
  assert.equal(fields.isRepeated("origin"), false);
});

test("RFC 9110 §5.3: lines of the same name are one list, in order", () => {
  const fields = new HandshakeFields([
    ["Connection", "a"],
    ["connection", ""],
    ["CONNECTION", "b, c"],
  ]);
  assert.equal(fields.value("connection"), "a, , b, c");
  assert.equal(fields.isRepeated("connection"), true);
});

test("V10: names of the object prototype do no harm", () => {
  const fields = new HandshakeFields([
    ["__proto__", "x"],
    ["constructor", "x"],
    ["hasOwnProperty", "x"],
  ]);
  assert.equal(fields.value("host"), undefined);
  assert.equal(fields.isRepeated("host"), false);
});
