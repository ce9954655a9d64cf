/**
 * Vectors of RFC 6455 §8.1 and §5.6: text is UTF-8, judged as it arrives, failed at the first impossible byte.
 */
import { failsWith, formatHex, parseHex, type Vector } from "@longwire/testkit";

const validTexts = [
  "κόσμε",
  "\u0000\u007f\u0080\u07ff\u0800\ud7ff\ue000\uffff",
  "\u{10000}\u{10ffff}",
  "\ufeffbyte order mark",
  "𝄞 and 💥",
];

/** Each ends with the first byte that no text can have there. */
const impossible: readonly (readonly [name: string, bytes: string])[] = [
  ["overlong in two bytes, C0", "61 c0"],
  ["overlong in two bytes, C1", "c1"],
  ["overlong in three bytes, E0 80", "e0 80"],
  ["overlong in three bytes, E0 9F", "e0 9f"],
  ["overlong in four bytes, F0 80", "f0 80"],
  ["overlong in four bytes, F0 8F", "f0 8f"],
  ["first surrogate, ED A0", "ed a0"],
  ["last surrogate, ED BF", "ed bf"],
  ["above U+10FFFF, F4 90", "f4 90"],
  ["above U+10FFFF, F5", "f5"],
  ["lead of five bytes, F8", "f8"],
  ["FE", "61 62 fe"],
  ["FF", "ff"],
  ["lone continuation, 80", "80"],
  ["lone continuation, BF", "61 bf"],
  ["continuation too many", "c3 a4 a4"],
  ["ASCII where a continuation is due, two bytes", "c3 61"],
  ["ASCII where a continuation is due, three bytes", "e2 82 61"],
  ["ASCII where a continuation is due, four bytes", "f0 9f 92 61"],
  ["lead where a continuation is due", "e2 c3"],
  ["after nine bytes of ASCII", "61 61 61 61 61 61 61 61 61 ff"],
  ["at the ninth byte, after a block of eight", "61 61 61 61 61 61 61 61 80"],
];

/** Each is the beginning of a valid text, and not one itself. */
const truncated = ["c3", "e2", "e2 82", "f0", "f0 9f", "f0 9f 92", "61 62 ed 9f"];

function lengthOf(hex: string): number {
  return parseHex(hex).length;
}

function hexByte(value: number): string {
  return formatHex(Uint8Array.of(value));
}

const valid: Vector[] = validTexts.flatMap((text): Vector[] => {
  const bytes = new TextEncoder().encode(text);
  const splits = Array.from({ length: bytes.length + 1 }, (_, at) => at);
  return [
    {
      name: `edge 49: valid text ${JSON.stringify(text)}`,
      section: "RFC 6455 §5.6",
      role: "both",
      bytes: [`81 ${hexByte(bytes.length)} ${formatHex(bytes)}`],
      expect: { events: [`text "${text}"`] },
    },
    {
      name: `edge 49: valid text ${JSON.stringify(text)} in two frames, cut at each byte`,
      section: "RFC 6455 §5.6",
      role: "both",
      bytes: splits.flatMap((at) => [
        `01 ${hexByte(at)} ${formatHex(bytes.subarray(0, at))}`,
        `80 ${hexByte(bytes.length - at)} ${formatHex(bytes.subarray(at))}`,
      ]),
      expect: { events: splits.map(() => `text "${text}"`) },
    },
  ];
});

const failFast: Vector[] = impossible.flatMap(([name, bytes]): Vector[] => [
  {
    name: `edge 50: ${name}: fails at that very byte, the frame unfinished`,
    section: "RFC 6455 §8.1",
    role: "both",
    bytes: [`81 7d ${bytes}`],
    isFailFast: true,
    expect: failsWith("text-not-utf8"),
  },
  {
    name: `edge 50: ${name}: in a fragment without FIN, each byte in a frame of its own`,
    section: "RFC 6455 §8.1",
    role: "both",
    bytes: ["01 00", ...Array.from(parseHex(bytes), (byte) => `00 01 ${hexByte(byte)}`)],
    isFailFast: true,
    expect: failsWith("text-not-utf8"),
  },
  {
    name: `edge 50: ${name}: the same bytes are fine in a binary message`,
    section: "RFC 6455 §5.6",
    role: "both",
    bytes: [`82 ${hexByte(lengthOf(bytes))} ${bytes}`],
    expect: { events: [`binary ${formatHex(parseHex(bytes))}`] },
  },
]);

const cutOff: Vector[] = truncated.flatMap((bytes): Vector[] => [
  {
    name: `edge 50: text ends within a code point: ${bytes}`,
    section: "RFC 6455 §8.1",
    role: "both",
    bytes: [`81 ${hexByte(lengthOf(bytes))} ${bytes}`],
    isFailFast: true,
    expect: failsWith("text-not-utf8"),
  },
  {
    name: `edge 49: a first fragment may end within a code point: ${bytes}`,
    section: "RFC 6455 §5.6",
    role: "both",
    bytes: [`01 ${hexByte(lengthOf(bytes))} ${bytes}`, "89 00"],
    expect: { events: ["ping"], sent: ["8a 00"] },
  },
  {
    name: `edge 50: the next message does not complete it: ${bytes}`,
    section: "RFC 6455 §8.1",
    role: "both",
    bytes: ['81 01 "a"', `01 ${hexByte(lengthOf(bytes))} ${bytes}`, "80 00"],
    expect: failsWith("text-not-utf8", { events: ['text "a"'] }),
  },
]);

/** Vectors about UTF-8. */
export const utf8: readonly Vector[] = [...valid, ...failFast, ...cutOff];
