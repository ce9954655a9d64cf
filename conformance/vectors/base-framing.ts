/**
 * Vectors of RFC 6455 §5.2: opcodes, reserved bits and the three forms of the payload length.
 */
import { closeBlockBytes, failsWith, formatHex, parseHex, summary, type Vector } from "@longwire/testkit";

const reservedOpcodes = [0x3, 0x4, 0x5, 0x6, 0x7, 0xb, 0xc, 0xd, 0xe, 0xf];

function hexByte(value: number): string {
  return formatHex(Uint8Array.of(value));
}

const lengthForms: Vector[] = [
  {
    name: "shortest form of every length border: 0, 125, 126, 127, 65535, 65536",
    section: "RFC 6455 §5.2",
    role: "both",
    bytes: [
      "82 00",
      "82 7d 61*125",
      "82 7e 00 7e 61*126",
      "82 7e 00 7f 61*127",
      "82 7e ff ff 61*65535",
      "82 7f 00 00 00 00 00 01 00 00 61*65536",
    ],
    expect: {
      events: [
        "binary",
        `binary ${summary(parseHex("61*125"))}`,
        `binary ${summary(parseHex("61*126"))}`,
        `binary ${summary(parseHex("61*127"))}`,
        `binary ${summary(parseHex("61*65535"))}`,
        `binary ${summary(parseHex("61*65536"))}`,
      ],
    },
  },
  ...[
    "82 7e 00 00",
    "82 7e 00 01",
    "82 7e 00 7d",
    "82 7f 00 00 00 00 00 00 00 7d",
    "82 7f 00 00 00 00 00 00 ff ff",
  ].map(
    (bytes): Vector => ({
      name: `edge 40: length not in its shortest form: ${bytes}`,
      section: "RFC 6455 §5.2",
      role: "both",
      bytes: [bytes],
      expect: failsWith("length-not-minimal"),
    }),
  ),
  {
    name: "edge 40: a length of 0 in eight bytes",
    section: "RFC 6455 §5.2",
    role: "both",
    bytes: ["81 7f 00 00 00 00 00 00 00 00"],
    expect: failsWith("length-not-minimal"),
  },
  {
    name: "edge 41: the most significant bit of a 64-bit length is a protocol error, not a big message",
    section: "RFC 6455 §5.2",
    role: "both",
    bytes: ["82 7f 80 00 00 00 00 00 00 01"],
    maxAllocationBytes: closeBlockBytes,
    expect: failsWith("length-most-significant-bit"),
  },
  {
    name: "edge 41: the greatest length with that bit clear is only too big",
    section: "RFC 6455 §10.4",
    role: "both",
    bytes: ["82 7f 7f ff ff ff ff ff ff ff"],
    maxAllocationBytes: closeBlockBytes,
    expect: failsWith("frame-too-big"),
  },
  {
    name: "edge 41: the form is judged before the size: 65535 in eight bytes, over a limit of 10, is not minimal",
    section: "RFC 6455 §5.2",
    role: "both",
    limits: { maxFrameBytes: 10, maxMessageBytes: 10 },
    bytes: ["82 7f 00 00 00 00 00 00 ff ff"],
    expect: failsWith("length-not-minimal"),
  },
];

const opcodeVectors: Vector[] = [
  ...reservedOpcodes.flatMap((opcode): Vector[] => [
    {
      name: `edge 42: reserved opcode ${opcode}, empty`,
      section: "RFC 6455 §5.2",
      role: "both",
      bytes: [`8${opcode.toString(16)} 00`],
      expect: failsWith("reserved-opcode"),
    },
    {
      name: `edge 42: reserved opcode ${opcode} fails before its 64-bit length arrives`,
      section: "RFC 6455 §5.2",
      role: "both",
      bytes: [`8${opcode.toString(16)} 7f`],
      isFailFast: true,
      maxAllocationBytes: closeBlockBytes,
      expect: failsWith("reserved-opcode"),
    },
    {
      name: `edge 42: reserved opcode ${opcode} within a message in fragments`,
      section: "RFC 6455 §5.2",
      role: "both",
      bytes: ['01 02 "ab"', `0${opcode.toString(16)} 01 63`],
      expect: failsWith("reserved-opcode"),
    },
  ]),
];

const firstBytesWithRsv23 = [0x90, 0xa0, 0xb0].flatMap((rsv) => [0x0, 0x1, 0x2, 0x8, 0x9, 0xa].map((op) => rsv | op));

const reservedBits: Vector[] = [
  ...firstBytesWithRsv23.map(
    (first): Vector => ({
      name: `edge 43: RSV2 or RSV3 set: ${hexByte(first)}`,
      section: "RFC 6455 §5.2",
      role: "both",
      bytes: [`${hexByte(first)} 01`],
      isFailFast: true,
      expect: failsWith("reserved-bits-2-3"),
    }),
  ),
  ...[0xc0, 0xc1, 0xc2, 0xc8, 0xc9, 0xca].map(
    (first): Vector => ({
      name: `edge 43: RSV1 set, no extension agreed: ${hexByte(first)}`,
      section: "RFC 6455 §5.2",
      role: "both",
      bytes: [`${hexByte(first)} 01`],
      isFailFast: true,
      expect: failsWith("reserved-bit-1"),
    }),
  ),
  {
    name: "edge 43: all three reserved bits and a reserved opcode: the bits are named first",
    section: "RFC 6455 §5.2",
    role: "both",
    bytes: ["f3 00"],
    expect: failsWith("reserved-bits-2-3"),
  },
];

/** Vectors about the base framing protocol. */
export const baseFraming: readonly Vector[] = [...lengthForms, ...opcodeVectors, ...reservedBits];
