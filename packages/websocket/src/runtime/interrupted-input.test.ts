import assert from "node:assert/strict";
import { test } from "node:test";
import { InterruptedInput, maxInterruptedBytes } from "./interrupted-input.ts";

test("there is room up to the bound, and again when something is taken", () => {
  const input = new InterruptedInput();
  input.add(maxInterruptedBytes - 1);
  assert.equal(input.hasRoom, true);
  input.add(1);
  assert.equal(input.hasRoom, false);
  input.remove(1);
  assert.equal(input.hasRoom, true);
  input.remove(maxInterruptedBytes - 1);
  assert.equal(input.bytes, 0);
});
