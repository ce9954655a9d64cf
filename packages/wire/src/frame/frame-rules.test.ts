import assert from "node:assert/strict";
import { test } from "node:test";
import type { ViolationId } from "../violation.ts";
import { createFrameHeader } from "./frame-header.ts";
import { checkFrameLength, checkFrameStart, type FrameRules } from "./frame-rules.ts";

const client: FrameRules = { expectMask: false, allowRsv1: false };
const server: FrameRules = { expectMask: true, allowRsv1: false };
const withExtension: FrameRules = { expectMask: false, allowRsv1: true };

test("§5.1: a client refuses a masked server frame, whatever its opcode", () => {
  for (const opcode of [0, 1, 2, 8, 9, 10]) {
    assert.equal(checkFrameStart(0x80 | opcode, 0x80, client), "frame-masked");
    assert.equal(checkFrameStart(0x80 | opcode, 0x00, client), undefined);
  }
});

test("§5.1: a server refuses an unmasked client frame, whatever its opcode", () => {
  for (const opcode of [0, 1, 2, 8, 9, 10]) {
    assert.equal(checkFrameStart(0x80 | opcode, 0x00, server), "frame-not-masked");
    assert.equal(checkFrameStart(0x80 | opcode, 0x80, server), undefined);
  }
});

/** The rules once more, as a list of exclusions in the order in which they are judged. */
function expected(first: number, second: number, rules: FrameRules): ViolationId | undefined {
  const opcode = first % 16;
  if (Math.floor(first / 16) % 4 !== 0) return "reserved-bits-2-3";
  if (![0, 1, 2, 8, 9, 10].includes(opcode)) return "reserved-opcode";
  const hasRsv1 = Math.floor(first / 64) % 2 === 1;
  if (hasRsv1 && !(rules.allowRsv1 && [1, 2].includes(opcode))) return "reserved-bit-1";
  if (opcode >= 8 && first < 128) return "control-fragmented";
  if (opcode >= 8 && second % 128 > 125) return "control-too-long";
  if (rules.expectMask && second < 128) return "frame-not-masked";
  if (!rules.expectMask && second >= 128) return "frame-masked";
  return undefined;
}

test("§5.2, §5.5: all 65,536 pairs of first bytes, for both roles, with and without an extension", () => {
  for (const rules of [client, server, withExtension, { expectMask: true, allowRsv1: true }]) {
    for (let first = 0; first < 256; first += 1) {
      for (let second = 0; second < 256; second += 1) {
        if (checkFrameStart(first, second, rules) === expected(first, second, rules)) continue;
        assert.fail(
          `${first} ${second}: ${checkFrameStart(first, second, rules)}, not ${expected(first, second, rules)}`,
        );
      }
    }
  }
});

test("§5.2: the form of the length: most significant bit first, then the shortest form", () => {
  const cases: [0 | 2 | 8, number, boolean, ViolationId | undefined][] = [
    [0, 0, false, undefined],
    [0, 125, false, undefined],
    [2, 0, false, "length-not-minimal"],
    [2, 125, false, "length-not-minimal"],
    [2, 126, false, undefined],
    [2, 65535, false, undefined],
    [8, 0, false, "length-not-minimal"],
    [8, 65535, false, "length-not-minimal"],
    [8, 65536, false, undefined],
    [8, 2 ** 53, false, undefined],
    [8, 2 ** 63, true, "length-most-significant-bit"],
  ];
  for (const [lengthBytes, payloadLength, lengthMsb, violation] of cases) {
    assert.equal(checkFrameLength({ ...createFrameHeader(), lengthBytes, payloadLength, lengthMsb }), violation);
  }
});
