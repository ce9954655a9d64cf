/**
 * Vectors of the length matrix: every length at a border of 32, 53 and 64 bits, for every opcode, with and without an
 * unfinished message before it. None may be believed, none may allocate (RFC 6455 §5.2, §10.4).
 */
import { closeBlockBytes, failsWith, formatHex, type Vector } from "@longwire/testkit";
import type { ViolationId } from "@longwire/wire";

const lengths: readonly (readonly [name: string, value: bigint])[] = [
  ["2^31-1", 2n ** 31n - 1n],
  ["2^31", 2n ** 31n],
  ["2^32-1", 2n ** 32n - 1n],
  ["2^32", 2n ** 32n],
  ["2^53-1", 2n ** 53n - 1n],
  ["2^53", 2n ** 53n],
  ["2^53+1", 2n ** 53n + 1n],
  ["2^63-1", 2n ** 63n - 1n],
  ["2^63", 2n ** 63n],
  ["2^64-1", 2n ** 64n - 1n],
];

function eightBytes(value: bigint): string {
  return formatHex(Uint8Array.from({ length: 8 }, (_, i) => Number((value >> BigInt(8 * (7 - i))) & 0xffn)));
}

/** What decides: the opcode, then the order of frames, then the form of the length, then its size. */
function expectedViolation(opcode: number, value: bigint, isInMessage: boolean): ViolationId {
  if ((opcode >= 3 && opcode <= 7) || opcode >= 11) return "reserved-opcode";
  if (opcode >= 8) return "control-too-long";
  if (value >= 2n ** 63n) return "length-most-significant-bit";
  if (opcode === 0 && !isInMessage) return "continuation-unexpected";
  if (opcode !== 0 && isInMessage) return "continuation-expected";
  return "frame-too-big";
}

function vectorFor(opcode: number, name: string, value: bigint, isInMessage: boolean): Vector {
  return {
    name: `edge 41, 42, 44: opcode ${opcode} declares ${name} bytes${isInMessage ? " within a message" : ""}`,
    section: "RFC 6455 §5.2",
    role: "both",
    bytes: [...(isInMessage ? ['01 02 "ab"'] : []), `8${opcode.toString(16)} 7f ${eightBytes(value)}`],
    // The two bytes of the partial message are all that anybody has paid for.
    maxAllocationBytes: isInMessage ? 1024 : closeBlockBytes,
    expect: failsWith(expectedViolation(opcode, value, isInMessage)),
  };
}

const opcodes = Array.from({ length: 16 }, (_, opcode) => opcode);

/** 16 opcodes × 10 lengths × with and without a message begun. */
export const lengthMatrix: readonly Vector[] = opcodes.flatMap((opcode) =>
  lengths.flatMap(([name, value]) => [vectorFor(opcode, name, value, false), vectorFor(opcode, name, value, true)]),
);
