import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type OutgoingData, toBytes, toStringOrBytes } from "./outgoing-data.ts";

const buffer = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8).buffer;

describe("outgoing data", () => {
  it("is exactly the bytes of the view, not of the buffer under it", () => {
    const shared = new SharedArrayBuffer(2);
    new Uint8Array(shared).set([9, 8]);
    const table: [OutgoingData, number[]][] = [
      [new Uint8Array(buffer, 2, 3), [3, 4, 5]],
      [Buffer.from(buffer, 1, 2), [2, 3]],
      [new DataView(buffer, 4, 2), [5, 6]],
      [new Uint16Array(buffer, 2, 1), [3, 4]],
      [new Float64Array(buffer), [1, 2, 3, 4, 5, 6, 7, 8]],
      [buffer, [1, 2, 3, 4, 5, 6, 7, 8]],
      [shared, [9, 8]],
      [new Uint8Array(shared), [9, 8]],
      [new Uint8Array(0), []],
    ];
    for (const [data, bytes] of table) assert.deepEqual([...toBytes(data)], bytes);
  });

  it("keeps strings for the encoder and makes UTF-8 of them for control frames", () => {
    assert.equal(toStringOrBytes("a\ud800"), "a\ud800");
    assert.deepEqual(toBytes("é"), Buffer.from([0xc3, 0xa9]));
    // Lone surrogates become U+FFFD, as in a USVString.
    assert.deepEqual(toBytes("\ud800"), Buffer.from([0xef, 0xbf, 0xbd]));
  });

  it("is nothing else: what was once sent as memory is refused", () => {
    const table: [unknown, RegExp][] = [
      [5, /type number/],
      [0n, /type bigint/],
      [true, /type boolean/],
      [null, /cannot send null/],
      [undefined, /type undefined/],
      [{ length: 3 }, /type object/],
      [[1, 2], /type object/],
      [() => {}, /type function/],
      [Symbol("s"), /type symbol/],
      [new Blob(["x"]), /Blob \(await its bytes\(\) first\)/],
      [new Date(0), /type object/],
    ];
    for (const [data, message] of table) {
      for (const convert of [toStringOrBytes, toBytes]) {
        assert.throws(() => convert(data as OutgoingData), { code: "ERR_INVALID_ARGUMENT", message });
      }
    }
  });
});
