import assert from "node:assert/strict";
import { test } from "node:test";
import { CountingAllocate, formatHex, ReversingTransform } from "@longwire/testkit";
import { createFrameHeader, type FrameHeader } from "../frame/frame-header.ts";
import { opcodes } from "../frame/opcode.ts";
import { serverLimits } from "../limits.ts";
import type { ViolationId } from "../violation.ts";
import { Inbound } from "./inbound.ts";

function setup(transform?: ReversingTransform): { inbound: Inbound; log: string[]; memory: CountingAllocate } {
  const log: string[] = [];
  const memory = new CountingAllocate();
  const inbound = new Inbound(serverLimits, memory.allocate, transform, {
    onMessage: (payload, isText) => log.push(`${isText ? "text" : "binary"} ${formatHex(payload)}`),
    onControl: (opcode, payload) => log.push(`control ${opcode} ${formatHex(payload)}`),
    onViolation: (id) => log.push(id),
    onLate: () => undefined,
  });
  return { inbound, log, memory };
}

function put(inbound: Inbound, fields: Partial<FrameHeader>, ...payload: number[]): ViolationId | undefined {
  const header = { ...createFrameHeader(), fin: true, payloadLength: payload.length, ...fields };
  const bytes = Uint8Array.from(payload);
  const refused = inbound.onFrameStart(header);
  if (refused !== undefined) return refused;
  if (payload.length > 0) inbound.onFramePayload(header, bytes, 0, bytes.length, 0);
  return inbound.onFrameEnd(header);
}

test("§5.5: a control frame is collected beside an unfinished message, unmasked, in memory of its own", () => {
  const { inbound, log } = setup();
  put(inbound, { opcode: opcodes.binary, fin: false }, 1, 2);
  put(inbound, { opcode: opcodes.ping, masked: true, maskingKey: 0x01020304 }, 1, 2, 3, 4, 5);
  put(inbound, { opcode: opcodes.close });
  put(inbound, { opcode: opcodes.pong }, 7);
  assert.equal(inbound.isInMessage, true);
  put(inbound, { opcode: opcodes.continuation }, 3);
  assert.deepEqual(log, ["control 9 00 00 00 00 04", "control 8 ", "control 10 07", "binary 01 02 03"]);
  assert.deepEqual([inbound.isInMessage, inbound.retainedBytes], [false, 0]);
});

test("retainedBytes counts the unfinished message and the unfinished control frame", () => {
  const { inbound, memory } = setup();
  put(inbound, { opcode: opcodes.binary, fin: false }, 1, 2);
  inbound.onFrameStart({ ...createFrameHeader(), fin: true, opcode: opcodes.ping, payloadLength: 125 });
  assert.equal(inbound.retainedBytes, memory.totalBytes);
  inbound.clearUnfinished();
  assert.deepEqual([inbound.isInMessage, inbound.retainedBytes], [false, 0]);
});

test("§5.4: a violation of the order of frames is answered, one of the stream passed on", () => {
  const { inbound, log } = setup();
  assert.equal(put(inbound, { opcode: opcodes.continuation }), "continuation-unexpected");
  inbound.onFrameViolation("reserved-opcode");
  assert.deepEqual(log, ["reserved-opcode"]);
});

test("§8.1: a message that an extension decodes is judged as text after it", () => {
  const { inbound, log } = setup(new ReversingTransform());
  put(inbound, { opcode: opcodes.text, rsv1: true }, 0xac, 0x82, 0xe2);
  put(inbound, { opcode: opcodes.text, rsv1: true }, 0xe2, 0x82, 0xac);
  put(inbound, { opcode: opcodes.binary, rsv1: true }, 0xfe, 0x80);
  put(inbound, { opcode: opcodes.text, rsv1: true }, 0x82, 0xe2);
  assert.deepEqual(log, ["text e2 82 ac", "text-not-utf8", "binary 80 fe", "text-not-utf8"]);
});

test("end forgets what is unfinished and waits for what is being decoded", () => {
  const transform = new ReversingTransform(true);
  const { inbound, log } = setup(transform);
  put(inbound, { opcode: opcodes.binary, rsv1: true }, 1, 2);
  put(inbound, { opcode: opcodes.binary, fin: false }, 3);
  inbound.end(() => log.push("end"));
  assert.deepEqual([log, inbound.isInMessage, inbound.pendingDecodes], [[], false, 1]);
  transform.finish();
  assert.deepEqual(log, ["binary 02 01", "end"]);
});
