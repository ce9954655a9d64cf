/**
 * Which frame headers RFC 6455 allows, as far as one header alone can tell.
 * It knows the role of the *receiver* and whether an extension owns RSV1; not what came before (see `message/message-assembler.ts`).
 */
import type { ViolationId } from "../violation.ts";
import type { FrameHeader } from "./frame-header.ts";
import { isControlOpcode, isDefinedOpcode, opcodes } from "./opcode.ts";

/** What the rules depend on, fixed for the life of a connection. */
export interface FrameRules {
  /** True for a server: its peer must mask. False for a client: its peer must not. */
  readonly expectMask: boolean;
  /** True when an agreed extension gives RSV1 a meaning on the first frame of a data message. */
  readonly allowRsv1: boolean;
}

/**
 * Checks what the first two bytes of a header say, so that a bad frame fails before its length or payload arrives.
 * Order: RSV2/3, opcode, RSV1, control rules, mask.
 */
export function checkFrameStart(first: number, second: number, rules: FrameRules): ViolationId | undefined {
  const opcode = first & 0x0f;
  // RFC 6455 §5.2: reserved bits are 0 unless an extension defines them; none defines RSV2 or RSV3.
  if (first & 0x30) return "reserved-bits-2-3";
  if (!isDefinedOpcode(opcode)) return "reserved-opcode";
  if (first & 0x40) {
    // RFC 7692 §6: RSV1 is set on the first frame of a data message only.
    const carriesRsv1 = opcode === opcodes.text || opcode === opcodes.binary;
    if (!rules.allowRsv1 || !carriesRsv1) return "reserved-bit-1";
  }
  if (isControlOpcode(opcode)) {
    // RFC 6455 §5.5: control frames are whole and carry at most 125 bytes.
    if ((first & 0x80) === 0) return "control-fragmented";
    if ((second & 0x7f) > 125) return "control-too-long";
  }
  // RFC 6455 §5.1: a server closes on an unmasked frame, a client on a masked one.
  const masked = (second & 0x80) !== 0;
  if (masked !== rules.expectMask) return rules.expectMask ? "frame-not-masked" : "frame-masked";
  return undefined;
}

/** The number in a bad header that shows what was wrong, where one does: opcode or 7-bit length. */
export function offendingValue(id: ViolationId, first: number, second: number): number | undefined {
  if (id === "reserved-opcode") return first & 0x0f;
  return id === "control-too-long" ? second & 0x7f : undefined;
}

/**
 * Checks the payload length of a complete header.
 * The form is judged before any size limit: a length with its top bit set is a protocol error (1002), not a big message (1009).
 */
export function checkFrameLength(header: FrameHeader): ViolationId | undefined {
  // RFC 6455 §5.2: the most significant bit of a 64-bit length is 0.
  if (header.lengthMsb) return "length-most-significant-bit";
  // RFC 6455 §5.2: the minimal number of bytes encodes the length.
  if (header.lengthBytes === 2 && header.payloadLength < 126) return "length-not-minimal";
  if (header.lengthBytes === 8 && header.payloadLength < 65536) return "length-not-minimal";
  return undefined;
}
