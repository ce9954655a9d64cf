/**
 * Vectors of RFC 6455 §5.5, §5.5.2 and §5.5.3: the form of control frames, Ping and Pong.
 */
import { closeBlockBytes, failsWith, formatHex, parseHex, summary, type Vector } from "@longwire/testkit";

const form: Vector[] = [
  ...["08", "09", "0a"].map(
    (first): Vector => ({
      name: `edge 44: control frame ${first} without FIN`,
      section: "RFC 6455 §5.5",
      role: "both",
      bytes: [`${first} 00`],
      expect: failsWith("control-fragmented"),
    }),
  ),
  ...["88", "89", "8a"].flatMap((first): Vector[] => [
    {
      name: `edge 44: control frame ${first} of 126 bytes fails at its second byte`,
      section: "RFC 6455 §5.5",
      role: "both",
      bytes: [`${first} 7e`],
      isFailFast: true,
      maxAllocationBytes: closeBlockBytes,
      expect: failsWith("control-too-long"),
    },
    {
      name: `edge 44: control frame ${first} with a 64-bit length fails at its second byte`,
      section: "RFC 6455 §5.5",
      role: "both",
      bytes: [`${first} 7f`],
      isFailFast: true,
      maxAllocationBytes: closeBlockBytes,
      expect: failsWith("control-too-long"),
    },
    {
      name: `edge 44: control frame ${first} with the 126 form for 5 bytes is too long, not only not minimal`,
      section: "RFC 6455 §5.5",
      role: "both",
      bytes: [`${first} 7e 00 05 61*5`],
      expect: failsWith("control-too-long"),
    },
  ]),
  {
    name: "edge 44: both faults at once: the missing FIN is named first",
    section: "RFC 6455 §5.5",
    role: "both",
    bytes: ["09 7e"],
    expect: failsWith("control-fragmented"),
  },
];

const everyByte = formatHex(Uint8Array.from({ length: 125 }, (_, i) => (i * 2) & 0xff));

const pingPong: Vector[] = [
  {
    name: "edge 82: Pong echoes the exact payload of 0 to 125 bytes",
    section: "RFC 6455 §5.5.3",
    role: "both",
    bytes: ["89 00", "89 01 00", "89 04 ff fe 00 80", `89 7d ${everyByte}`],
    expect: {
      events: ["ping", "ping 00", "ping ff fe 00 80", `ping ${summary(parseHex(everyByte))}`],
      sent: ["8a 00", "8a 01 00", "8a 04 ff fe 00 80", `8a 7d ${everyByte}`],
    },
  },
  {
    name: "edge 82: an unsolicited Pong is reported and not answered",
    section: "RFC 6455 §5.5.3",
    role: "both",
    bytes: ["8a 00", "8a 03 61 62 63"],
    expect: { events: ["pong", "pong 61 62 63"] },
  },
  {
    name: "edge 82: a Ping before our Close is answered before it",
    section: "RFC 6455 §5.5.2",
    role: "both",
    bytes: ["89 01 61", "88 02 03 e8"],
    expect: {
      events: ["ping 61", "closing"],
      sent: ["8a 01 61", "88 02 03 e8"],
      state: "closing",
      code: 1000,
      received: { code: 1000, reason: "" },
    },
  },
  {
    name: "edge 82 (pinned): a Ping between our Close and the peer's is reported and not answered",
    section: "RFC 6455 §5.5.2",
    role: "both",
    before: (connection) => connection.close(1000, "", 0),
    bytes: ["89 01 61"],
    expect: { events: ["ping 61"], sent: ["88 02 03 e8"], state: "closing", code: 1006 },
  },
  {
    name: "edge 83: Pings in a row are all answered, in order",
    section: "RFC 6455 §5.5.3",
    role: "both",
    bytes: ["89 01 31", "89 01 32", "89 01 33"],
    expect: { events: ["ping 31", "ping 32", "ping 33"], sent: ["8a 01 31", "8a 01 32", "8a 01 33"] },
  },
];

/** Vectors about control frames. */
export const controlFrames: readonly Vector[] = [...form, ...pingPong];
