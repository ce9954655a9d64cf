import assert from "node:assert/strict";
import { test } from "node:test";
import { formatHex, parseHex } from "@longwire/testkit";
import type { Role } from "../role.ts";
import { UsageError } from "../usage-error.ts";
import {
  createClose,
  decodeClosePayload,
  encodeClosePayload,
  isReceivableCloseCode,
  maxReasonBytes,
} from "./close-payload.ts";

const roles: readonly Role[] = ["client", "server"];

/** The list of edge 67, written out. */
function isOnTheList(code: number): boolean {
  if ([1000, 1001, 1002, 1003].includes(code)) return true;
  if ([1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014].includes(code)) return true;
  return code >= 3000 && code <= 4999;
}

function usageErrorOf(run: () => unknown): string | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    assert.ok(error instanceof UsageError, String(error));
    return error.code;
  }
}

test("edge 67, §7.4: all 65,536 codes, received", () => {
  for (let code = 0; code < 65536; code += 1) {
    assert.equal(isReceivableCloseCode(code), isOnTheList(code), String(code));
    const decoded = decodeClosePayload(Uint8Array.of(code >> 8, code & 0xff));
    if (isOnTheList(code)) assert.deepEqual(decoded, { code, reason: "" });
    else assert.equal(decoded, "close-code-invalid", String(code));
  }
});

test("edge 69, 70, §7.4.1: all codes, sent: 1005, 1006 and 1015 never, 1010 only by a client", () => {
  for (const role of roles) {
    for (let code = 0; code < 6000; code += 1) {
      const maySend = isOnTheList(code) && !(code === 1010 && role === "server");
      const error = usageErrorOf(() => createClose(code, "", role));
      assert.equal(error, maySend ? undefined : "ERR_INVALID_CLOSE_CODE", `${code} as ${role}`);
    }
    for (const code of [Number.NaN, 1000.5, -1000, Number.POSITIVE_INFINITY, 65536 + 1000]) {
      assert.equal(
        usageErrorOf(() => createClose(code, "", role)),
        "ERR_INVALID_CLOSE_CODE",
        String(code),
      );
    }
  }
});

test("edge 68, §5.5: a reason of 123 bytes of UTF-8 may be sent, of 124 not", () => {
  assert.equal(maxReasonBytes, 123);
  assert.equal(
    usageErrorOf(() => createClose(1000, "a".repeat(123), "client")),
    undefined,
  );
  assert.equal(
    usageErrorOf(() => createClose(1000, "a".repeat(124), "client")),
    "ERR_CLOSE_REASON_TOO_LONG",
  );
  assert.equal(
    usageErrorOf(() => createClose(1000, "€".repeat(41), "client")),
    undefined,
  );
  assert.equal(
    usageErrorOf(() => createClose(1000, `${"€".repeat(41)}a`, "client")),
    "ERR_CLOSE_REASON_TOO_LONG",
  );
});

test("§5.5.1: a reason without a code cannot be said", () => {
  assert.equal(
    usageErrorOf(() => createClose(undefined, "why", "client")),
    "ERR_INVALID_CLOSE_CODE",
  );
  assert.deepEqual(createClose(undefined, "", "client"), { code: undefined, reason: "" });
});

test("edge 66, 68, §5.5.1: payloads that are wrong", () => {
  assert.equal(decodeClosePayload(parseHex("03")), "close-payload-length");
  assert.equal(decodeClosePayload(parseHex("03 e8 ff")), "close-reason-not-utf8");
  assert.equal(decodeClosePayload(parseHex("03 e8 e2 82")), "close-reason-not-utf8");
  assert.equal(decodeClosePayload(parseHex("03 ed ff")), "close-code-invalid");
});

test("§5.5.1: what is encoded is decoded again", () => {
  assert.deepEqual(decodeClosePayload(new Uint8Array(0)), { code: undefined, reason: "" });
  assert.equal(formatHex(encodeClosePayload({ code: undefined, reason: "" })), "");
  for (const close of [
    { code: 1000, reason: "" },
    { code: 4999, reason: "größe 💥" },
    { code: 3000, reason: "a".repeat(123) },
  ]) {
    assert.deepEqual(decodeClosePayload(encodeClosePayload(close)), close);
  }
});
