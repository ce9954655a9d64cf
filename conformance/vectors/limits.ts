/**
 * Vectors of RFC 6455 §10.4: limits on frames, messages and what comes after the end, each at N and N + 1.
 */
import { closeBlockBytes, closeFrameFor, failsWith, type Vector } from "@longwire/testkit";

const sizes: Vector[] = [
  {
    name: "a frame of exactly maxFrameBytes",
    section: "RFC 6455 §10.4",
    role: "both",
    limits: { maxFrameBytes: 10 },
    bytes: ["82 0a 61*10"],
    expect: { events: ["binary 61 61 61 61 61 61 61 61 61 61"] },
  },
  {
    name: "a frame of maxFrameBytes + 1 fails on its header",
    section: "RFC 6455 §10.4",
    role: "both",
    limits: { maxFrameBytes: 10 },
    bytes: ["82 0b"],
    maxAllocationBytes: closeBlockBytes,
    expect: failsWith("frame-too-big"),
  },
  {
    name: "a message of exactly maxMessageBytes, in one frame and in three",
    section: "RFC 6455 §10.4",
    role: "both",
    limits: { maxMessageBytes: 10 },
    bytes: ['82 0a "0123456789"', '02 05 "01234"', '00 04 "5678"', '80 01 "9"'],
    maxAllocationBytes: closeBlockBytes,
    expect: {
      events: ["binary 30 31 32 33 34 35 36 37 38 39", "binary 30 31 32 33 34 35 36 37 38 39"],
    },
  },
  {
    name: "a message of maxMessageBytes + 1 in one frame fails on its header",
    section: "RFC 6455 §10.4",
    role: "both",
    limits: { maxMessageBytes: 10 },
    bytes: ["82 0b"],
    maxAllocationBytes: closeBlockBytes,
    expect: failsWith("message-too-big"),
  },
  {
    name: "edge 41: fragments of half the limit: the third fails on its header, before its payload",
    section: "RFC 6455 §10.4",
    role: "both",
    limits: { maxMessageBytes: 10 },
    bytes: ["02 05 61*5", "00 05 61*5", "00 01"],
    maxAllocationBytes: closeBlockBytes,
    expect: failsWith("message-too-big"),
  },
  {
    name: "a full message may go on with empty fragments",
    section: "RFC 6455 §10.4",
    role: "both",
    limits: { maxMessageBytes: 2 },
    bytes: ["02 02 61 62", "00 00", "80 00"],
    expect: { events: ["binary 61 62"] },
  },
  {
    name: "limits do not add up over messages",
    section: "RFC 6455 §10.4",
    role: "both",
    limits: { maxMessageBytes: 2 },
    bytes: ["82 02 61 62", "82 02 63 64"],
    expect: { events: ["binary 61 62", "binary 63 64"] },
  },
  {
    name: "a message limit of 0 lets empty messages through",
    section: "RFC 6455 §10.4",
    role: "both",
    limits: { maxMessageBytes: 0, maxFrameBytes: 0 },
    bytes: ["81 00", "82 00", "82 01"],
    expect: failsWith("frame-too-big", { events: ['text ""', "binary"] }),
  },
];

const fragments: Vector[] = [
  {
    name: "a message of exactly maxFragments, empty ones included",
    section: "RFC 6455 §10.4",
    role: "both",
    limits: { maxFragments: 3 },
    bytes: ["01 00", "89 00", "00 00", "80 01 61", "81 01 62"],
    expect: { events: ["ping", 'text "a"', 'text "b"'], sent: ["8a 00"] },
  },
  {
    name: "a fragment more than maxFragments fails on its header",
    section: "RFC 6455 §10.4",
    role: "both",
    limits: { maxFragments: 3 },
    bytes: ["01 00", "00 00", "00 00", "80 01"],
    expect: failsWith("too-many-fragments"),
  },
];

const discard: Vector[] = [
  ...(["server", "client"] as const).flatMap((role): Vector[] => [
    {
      name: `edge 73: exactly maxDiscardedBytes after Close are thrown away, ${role}`,
      section: "RFC 6455 §5.5.1",
      role,
      masks: "as-written",
      limits: { maxDiscardedBytes: 100 },
      bytes: [role === "server" ? "88 82 00 00 00 00 03 e8" : "88 02 03 e8", "61*100"],
      expect: { events: ["closing"], sent: ["88 02 03 e8"], state: "closing", code: 1000, wasClean: true },
    },
    {
      name: `edge 73: one byte more than maxDiscardedBytes after Close ends TCP at once, ${role}`,
      section: "RFC 6455 §5.5.1",
      role,
      masks: "as-written",
      limits: { maxDiscardedBytes: 100 },
      bytes: [role === "server" ? "88 82 00 00 00 00 03 e8" : "88 02 03 e8", "61*101"],
      expect: {
        events: ["closing"],
        state: "closed",
        code: 1000,
        cause: "data-after-close",
        wasClean: false,
        transport: "abort",
      },
    },
  ]),
  {
    name: "edge 73, 74: more than maxDiscardedBytes after a failure: the failure stays the cause",
    section: "RFC 6455 §7.1.7",
    role: "both",
    limits: { maxDiscardedBytes: 100 },
    bytes: ["83 00", "61*101"],
    expect: {
      events: ["closing"],
      state: "closed",
      code: 1002,
      cause: "reserved-opcode",
      transport: "abort",
    },
  },
  {
    name: "edge 73, 74: exactly maxDiscardedBytes after a failure",
    section: "RFC 6455 §7.1.7",
    role: "client",
    limits: { maxDiscardedBytes: 100 },
    bytes: ["83 00", "61*100"],
    eof: true,
    expect: {
      events: ["closing"],
      sent: [closeFrameFor("reserved-opcode")],
      state: "closed",
      code: 1002,
      cause: "reserved-opcode",
    },
  },
];

/** Vectors about limits. */
export const limits: readonly Vector[] = [...sizes, ...fragments, ...discard];
