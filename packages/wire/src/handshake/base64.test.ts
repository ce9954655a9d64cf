import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { encodeBase64, isBase64Of16Bytes } from "./base64.ts";

test("RFC 4648 §10: test vectors", () => {
  const vectors = {
    "": "",
    f: "Zg==",
    fo: "Zm8=",
    foo: "Zm9v",
    foob: "Zm9vYg==",
    fooba: "Zm9vYmE=",
    foobar: "Zm9vYmFy",
  };
  for (const [text, expected] of Object.entries(vectors)) assert.equal(encodeBase64(Buffer.from(text)), expected);
});

test("property: the same as the platform's encoder", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      assert.equal(encodeBase64(bytes), Buffer.from(bytes).toString("base64"));
    }),
  );
});

test("property: 16 bytes are a key, any other number of bytes is none", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 20 }), (bytes) => {
      assert.equal(isBase64Of16Bytes(encodeBase64(bytes)), bytes.length === 16);
    }),
    { examples: [[new Uint8Array(15)], [new Uint8Array(16)], [new Uint8Array(17)]] },
  );
});

test("edge 5: accepts non-zero pad bits, as in the example of RFC 6455 §4.1", () => {
  assert.equal(isBase64Of16Bytes("AQIDBAUGBwgJCgsMDQ4PEC=="), true);
  assert.notEqual(encodeBase64(Buffer.from("AQIDBAUGBwgJCgsMDQ4PEC==", "base64")), "AQIDBAUGBwgJCgsMDQ4PEC==");
});

test("edge 5: refuses base64url, spaces, missing padding and other lengths", () => {
  const refused = [
    "",
    "==",
    "dGhlIHNhbXBsZSBub25jZQ",
    "dGhlIHNhbXBsZSBub25jZQ=",
    "dGhlIHNhbXBsZSBub25jZQ===",
    "dGhlIHNhbXBsZSBub25jZQA=",
    "dGhlIHNhbXBsZSBub25jZ===",
    "dGhlIHNhbXBsZSBub25jZ-==",
    "dGhlIHNhbXBsZSBub25jZ_==",
    "dGhlIHNhbXBs SBub25jZQ==",
    " dGhlIHNhbXBsZSBub25jZQ==",
    "dGhlIHNhbXBsZSBub25jZä==",
    "=dGhlIHNhbXBsZSBub25jZ==",
  ];
  for (const key of refused) assert.equal(isBase64Of16Bytes(key), false, JSON.stringify(key));
});
