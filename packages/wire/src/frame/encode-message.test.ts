import assert from "node:assert/strict";
import { test } from "node:test";
import { CountingAllocate, encodeRawFrame, formatHex } from "@longwire/testkit";
import { encodeMessage } from "./encode-message.ts";
import { opcodes } from "./opcode.ts";

const encoder = new TextEncoder();

test("§5.1, §5.2: one unmasked final frame with the length in its shortest form", () => {
  for (const length of [0, 1, 125, 126, 127, 65535, 65536]) {
    const memory = new CountingAllocate();
    const payload = encoder.encode("a".repeat(length));
    const text = encodeMessage("a".repeat(length), false, memory.allocate);
    const binary = encodeMessage(payload, false, memory.allocate);
    const textBytes = encodeMessage(payload, true, memory.allocate);
    assert.equal(formatHex(text), formatHex(encodeRawFrame({ opcode: opcodes.text, payload })));
    assert.equal(formatHex(textBytes), formatHex(text));
    assert.equal(formatHex(binary), formatHex(encodeRawFrame({ opcode: opcodes.binary, payload })));
    assert.equal(memory.totalBytes, 3 * text.length, "exactly the frame is allocated");
  }
});

test("edge 51, §5.6: text is UTF-8; a lone surrogate becomes U+FFFD", () => {
  const frame = encodeMessage("é€💥\ud800x", true, (length) => new Uint8Array(length));
  assert.equal(formatHex(frame.subarray(2)), formatHex(encoder.encode("é€💥\ufffdx")));
});

test("the bytes are copied: what the caller changes later is not sent", () => {
  const payload = Uint8Array.of(1, 2, 3);
  const frame = encodeMessage(payload, false, (length) => new Uint8Array(length));
  payload.fill(9);
  assert.equal(formatHex(frame), "82 03 01 02 03");
});
