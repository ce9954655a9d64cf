/**
 * Vectors of RFC 6455 §5.5.1 and §7.4: the payload of a Close frame, its code and its reason.
 */
import { failsWith, formatHex, type Vector } from "@longwire/testkit";

function codeHex(code: number): string {
  return formatHex(Uint8Array.of(code >> 8, code & 0xff));
}

const validCodes = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999];
const invalidCodes = [0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535];

/** Vectors about the payload of Close frames. */
export const closeFrames: readonly Vector[] = [
  {
    name: "edge 66: a Close payload of one byte",
    section: "RFC 6455 §5.5.1",
    role: "both",
    bytes: ["88 01 03"],
    expect: failsWith("close-payload-length"),
  },
  {
    name: "edge 66: an empty Close is 1005 for the application and answered with an empty one",
    section: "RFC 6455 §7.1.5",
    role: "both",
    bytes: ["88 00"],
    expect: {
      events: ["closing"],
      sent: ["88 00"],
      state: "closing",
      code: 1005,
      first: "remote",
      wasClean: true,
      received: { code: undefined, reason: "" },
    },
  },
  ...validCodes.map(
    (code): Vector => ({
      name: `edge 67, 71: code ${code} is received and echoed once`,
      section: "RFC 6455 §7.4",
      role: "both",
      bytes: [`88 02 ${codeHex(code)}`],
      expect: {
        events: ["closing"],
        sent: [`88 02 ${codeHex(code)}`],
        state: "closing",
        code,
        first: "remote",
        wasClean: true,
        received: { code, reason: "" },
      },
    }),
  ),
  ...invalidCodes.map(
    (code): Vector => ({
      name: `edge 67: code ${code} may not be received`,
      section: "RFC 6455 §7.4",
      role: "both",
      bytes: [`88 02 ${codeHex(code)}`],
      expect: failsWith("close-code-invalid"),
    }),
  ),
  {
    name: "edge 68: a reason of 123 bytes",
    section: "RFC 6455 §5.5.1",
    role: "both",
    bytes: ["88 7d 03 e8 61*123"],
    expect: {
      events: ["closing"],
      sent: ["88 02 03 e8"],
      state: "closing",
      code: 1000,
      received: { code: 1000, reason: "a".repeat(123) },
    },
  },
  {
    name: "edge 68: a reason beyond ASCII; the echo carries the code alone",
    section: "RFC 6455 §5.5.1",
    role: "both",
    bytes: ['88 0e 0f a0 "größe 💥"'],
    expect: {
      events: ["closing"],
      sent: ["88 02 0f a0"],
      state: "closing",
      code: 4000,
      received: { code: 4000, reason: "größe 💥" },
    },
  },
  ...["ff", "c0 80", "ed a0 80", "e2 82", "61 80"].map(
    (reason): Vector => ({
      name: `edge 68: a reason that is not UTF-8: ${reason}`,
      section: "RFC 6455 §5.5.1",
      role: "both",
      bytes: [`88 ${formatHex(Uint8Array.of(2 + reason.split(" ").length))} 03 e8 ${reason}`],
      expect: failsWith("close-reason-not-utf8"),
    }),
  ),
  {
    name: "edge 67, 68: a wrong code with a wrong reason: the code is named",
    section: "RFC 6455 §7.4",
    role: "both",
    bytes: ["88 03 03 ed ff"],
    expect: failsWith("close-code-invalid"),
  },
];
