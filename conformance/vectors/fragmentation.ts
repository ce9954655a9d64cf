/**
 * Vectors of RFC 6455 §5.4: messages in fragments, empty fragments, and control frames between them.
 */
import { failsWith, parseHex, ReversingTransform, summary, type Vector } from "@longwire/testkit";

const order: Vector[] = [
  {
    name: "edge 45: continuation without a message",
    section: "RFC 6455 §5.4",
    role: "both",
    bytes: ["80 01 61"],
    expect: failsWith("continuation-unexpected"),
  },
  {
    name: "edge 45: first fragment is a continuation",
    section: "RFC 6455 §5.4",
    role: "both",
    bytes: ["00 01 61"],
    expect: failsWith("continuation-unexpected"),
  },
  {
    name: "edge 45: continuation after the message ended",
    section: "RFC 6455 §5.4",
    role: "both",
    bytes: ["01 01 61", "80 01 62", "80 01 63"],
    expect: failsWith("continuation-unexpected", { events: ['text "ab"'] }),
  },
  ...["81 01 62", "01 01 62", "82 01 62", "02 01 62"].map(
    (bytes): Vector => ({
      name: `edge 45: data frame ${bytes} within a message`,
      section: "RFC 6455 §5.4",
      role: "both",
      bytes: ["01 01 61", bytes],
      expect: failsWith("continuation-expected"),
    }),
  ),
  {
    name: "edge 45: an empty first fragment begins a message too",
    section: "RFC 6455 §5.4",
    role: "both",
    bytes: ["01 00", "81 00"],
    expect: failsWith("continuation-expected"),
  },
  {
    name: "edge 45: data frame in the middle of a binary message",
    section: "RFC 6455 §5.4",
    role: "both",
    bytes: ["02 01 61", "00 01 62", "82 01 63"],
    expect: failsWith("continuation-expected"),
  },
];

const controlBetween: Vector[] = [
  {
    name: "edge 46: a Ping between fragments is answered at once, before the message ends",
    section: "RFC 6455 §5.4",
    role: "both",
    bytes: ['01 03 "Hel"', "89 02 68 69"],
    expect: { events: ["ping 68 69"], sent: ["8a 02 68 69"] },
  },
  {
    name: "edge 46, 83: Ping and Pong between fragments leave the message whole",
    section: "RFC 6455 §5.4",
    role: "both",
    bytes: ['01 03 "Hel"', "89 00", '00 01 "l"', "8a 01 78", '80 01 "o"', '81 01 "!"'],
    expect: { events: ["ping", "pong 78", 'text "Hello"', 'text "!"'], sent: ["8a 00"] },
  },
  {
    name: "edge 46: a Ping within a text message whose code point is cut",
    section: "RFC 6455 §5.4",
    role: "both",
    bytes: ["01 01 e2", "89 01 ff", "00 01 82", "89 01 80", "80 01 ac"],
    expect: { events: ["ping ff", "ping 80", 'text "€"'], sent: ["8a 01 ff", "8a 01 80"] },
  },
  {
    name: "edge 46: Close between fragments ends the connection; the message is never delivered",
    section: "RFC 6455 §5.4",
    role: "both",
    bytes: ['01 03 "Hel"', "88 02 03 e8"],
    expect: {
      events: ["closing"],
      sent: ["88 02 03 e8"],
      state: "closing",
      code: 1000,
      received: { code: 1000, reason: "" },
    },
  },
];

const empty: Vector[] = [
  {
    name: "edge 47: empty text and empty binary",
    section: "RFC 6455 §5.6",
    role: "both",
    bytes: ["81 00", "82 00"],
    expect: { events: ['text ""', "binary"] },
  },
  {
    name: "edge 47: empty first fragment",
    section: "RFC 6455 §5.4",
    role: "both",
    bytes: ["01 00", '80 02 "ab"'],
    expect: { events: ['text "ab"'] },
  },
  {
    name: "edge 47: empty middle fragment",
    section: "RFC 6455 §5.4",
    role: "both",
    bytes: ['01 01 "a"', "00 00", '80 01 "b"'],
    expect: { events: ['text "ab"'] },
  },
  {
    name: "edge 47: empty last fragment",
    section: "RFC 6455 §5.4",
    role: "both",
    bytes: ['01 02 "ab"', "80 00"],
    expect: { events: ['text "ab"'] },
  },
  {
    name: "edge 47: text of empty fragments only is an empty text",
    section: "RFC 6455 §5.4",
    role: "both",
    bytes: ["01 00", "00 00", "00 00", "80 00"],
    expect: { events: ['text ""'] },
  },
  {
    name: "edge 47: binary of empty fragments only is empty",
    section: "RFC 6455 §5.4",
    role: "both",
    bytes: ["02 00", "00 00", "80 00"],
    expect: { events: ["binary"] },
  },
  {
    name: "edge 47: an empty last fragment cannot complete a code point",
    section: "RFC 6455 §8.1",
    role: "both",
    bytes: ["01 02 e2 82", "80 00"],
    expect: failsWith("text-not-utf8"),
  },
];

const cuts: Vector[] = [
  {
    name: "edge 48: headers of all three forms and their payloads, cut at every byte",
    section: "RFC 6455 §5.2",
    role: "both",
    bytes: [
      "02 7e 00 7e 61*126",
      "89 03 70 70 70",
      "00 7f 00 00 00 00 00 01 00 00 62*65536",
      "80 01 63",
      "81 02 68 69",
    ],
    expect: {
      events: ["ping 70 70 70", `binary ${summary(parseHex("61*126 62*65536 63"))}`, 'text "hi"'],
      sent: ["8a 03 70 70 70"],
    },
  },
  {
    name: "a thousand fragments of one byte are one message",
    section: "RFC 6455 §5.4",
    role: "both",
    bytes: ["02 00", "000161*999", "80 01 61"],
    expect: { events: [`binary ${summary(parseHex("61*1000"))}`] },
  },
];

const withExtension: Vector[] = [
  {
    name: "edge 43: RSV1 on the first frame of a message is allowed when an extension is agreed",
    section: "RFC 7692 §6",
    role: "both",
    transform: () => new ReversingTransform(),
    bytes: ['c1 02 "ab"', '41 01 "a"', '00 01 "b"', '80 01 "c"', '81 02 "ab"'],
    expect: { events: ['text "ba"', 'text "cba"', 'text "ab"'] },
  },
  ...["c0 01 63", "40 01 63"].map(
    (bytes): Vector => ({
      name: `edge 43: RSV1 on a continuation ${bytes}, extension agreed`,
      section: "RFC 7692 §6",
      role: "both",
      transform: () => new ReversingTransform(),
      bytes: ['41 01 "a"', bytes],
      expect: failsWith("reserved-bit-1"),
    }),
  ),
  ...["c8 00", "c9 00", "ca 00"].map(
    (bytes): Vector => ({
      name: `edge 43: RSV1 on a control frame ${bytes}, extension agreed`,
      section: "RFC 7692 §6",
      role: "both",
      transform: () => new ReversingTransform(),
      bytes: [bytes],
      expect: failsWith("reserved-bit-1"),
    }),
  ),
  {
    name: "edge 43: RSV2 stays reserved when an extension owns RSV1",
    section: "RFC 6455 §5.2",
    role: "both",
    transform: () => new ReversingTransform(),
    bytes: ["e1 00"],
    expect: failsWith("reserved-bits-2-3"),
  },
  {
    name: "edge 50: the decoded text is what must be UTF-8, not the encoded bytes",
    section: "RFC 6455 §8.1",
    role: "both",
    transform: () => new ReversingTransform(),
    bytes: ["c1 03 ac 82 e2", "c1 03 e2 82 ac"],
    expect: failsWith("text-not-utf8", { events: ['text "€"'] }),
  },
];

/** Vectors about fragmentation. */
export const fragmentation: readonly Vector[] = [...order, ...controlBetween, ...empty, ...cuts, ...withExtension];
