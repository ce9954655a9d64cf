import assert from "node:assert/strict";
import { test } from "node:test";
import { UsageError } from "../usage-error.ts";
import { assertExtraHeaders } from "./extra-headers.ts";

test("an application may add headers of its own", () => {
  assertExtraHeaders([
    ["Authorization", "Bearer abc"],
    ["Cookie", "a=1; b=2"],
    ["__proto__", ""],
  ]);
});

test("V18: the headers of the handshake, and those that frame a message, are refused in any case", () => {
  const names = [
    "Host",
    "UPGRADE",
    "connection",
    "Content-Length",
    "Transfer-Encoding",
    "Expect",
    "Sec-WebSocket-Key",
    "sec-websocket-x",
  ];
  for (const name of names) assert.throws(() => assertExtraHeaders([[name, "x"]]), UsageError, name);
});

test("V18: a header that cannot be sent is refused", () => {
  for (const value of ["a\r\nb: c", "a\n", "a\r", "a\0", "€"]) {
    assert.throws(() => assertExtraHeaders([["X", value]]), UsageError, JSON.stringify(value));
  }
  assert.throws(() => assertExtraHeaders([["X Y", "a"]]), UsageError);
});
