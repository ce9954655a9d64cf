import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { acceptKey } from "./accept-key.ts";

const sha1 = (bytes: Uint8Array): Uint8Array => createHash("sha1").update(bytes).digest();

test("RFC 6455 §1.3: the example of the handshake", () => {
  assert.equal(acceptKey("dGhlIHNhbXBsZSBub25jZQ==", sha1), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
});

test("RFC 6455 §4.2.2: the key is taken as text, so pad bits that decode to nothing make a difference", () => {
  assert.notEqual(acceptKey("AQIDBAUGBwgJCgsMDQ4PEC==", sha1), acceptKey("AQIDBAUGBwgJCgsMDQ4PEA==", sha1));
});
