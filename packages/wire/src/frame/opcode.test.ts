import assert from "node:assert/strict";
import { test } from "node:test";
import { isControlOpcode, isDefinedOpcode, opcodes } from "./opcode.ts";

test("§5.2: six opcodes are defined, ten are reserved, the upper half is control", () => {
  const all = Array.from({ length: 16 }, (_, opcode) => opcode);
  assert.deepEqual(all.filter(isDefinedOpcode), [0, 1, 2, 8, 9, 10]);
  assert.deepEqual(
    Object.values(opcodes).sort((a, b) => a - b),
    all.filter(isDefinedOpcode),
  );
  assert.deepEqual(all.filter(isControlOpcode), [8, 9, 10, 11, 12, 13, 14, 15]);
});
