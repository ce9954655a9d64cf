/**
 * Vectors of RFC 6455 §5.5.1 and §7: the closing handshake, what follows it, and the end of TCP.
 */
import { closeFrameFor, failsWith, type Vector } from "@longwire/testkit";

const handshake: Vector[] = [
  {
    name: "edge 71: the peer answers our Close; nothing more is sent",
    section: "RFC 6455 §7.1.5",
    role: "both",
    before: (connection) => connection.close(1000, "done", 0),
    bytes: ["88 02 03 e8"],
    expect: {
      sent: ['88 06 03 e8 "done"'],
      state: "closing",
      code: 1000,
      first: "local",
      wasClean: true,
      received: { code: 1000, reason: "" },
    },
  },
  {
    name: "edge 71: both close at once: no second frame, and we report the code that we received",
    section: "RFC 6455 §7.1.5",
    role: "both",
    before: (connection) => connection.close(1000, "", 0),
    bytes: ['88 05 0f a1 "bye"'],
    expect: {
      sent: ["88 02 03 e8"],
      state: "closing",
      code: 4001,
      first: "local",
      wasClean: true,
      received: { code: 4001, reason: "bye" },
    },
  },
  {
    name: "edge 71: a second Close of the peer is not looked at",
    section: "RFC 6455 §7.1.5",
    role: "both",
    bytes: ["88 02 03 e8", "88 02 0f a0"],
    expect: {
      events: ["closing"],
      sent: ["88 02 03 e8"],
      state: "closing",
      code: 1000,
      received: { code: 1000, reason: "" },
    },
  },
  {
    name: "edge 72: messages that arrive between our Close and the peer's are delivered",
    section: "RFC 6455 §5.5.1",
    role: "both",
    before: (connection) => connection.close(1000, "", 0),
    bytes: ['81 01 "a"', "88 02 03 e8"],
    expect: {
      events: ['text "a"'],
      sent: ["88 02 03 e8"],
      state: "closing",
      code: 1000,
      received: { code: 1000, reason: "" },
    },
  },
  {
    name: "edge 72: after our Close nothing more is queued",
    section: "RFC 6455 §5.5.1",
    role: "both",
    before: (connection) => {
      connection.sendText("before");
      connection.close(1000, "", 0);
      connection.sendText("after");
      connection.sendBinary(Uint8Array.of(1));
      connection.ping();
      connection.pong();
      connection.close(1001, "", 0);
    },
    bytes: [],
    expect: { sent: ['81 06 "before"', "88 02 03 e8"], state: "closing", code: 1006 },
  },
  {
    name: "edge 72: a Ping after a received Close is not answered",
    section: "RFC 6455 §5.5.2",
    role: "both",
    bytes: ["88 00", "89 01 61"],
    expect: {
      events: ["closing"],
      sent: ["88 00"],
      state: "closing",
      code: 1005,
      received: { code: undefined, reason: "" },
    },
  },
  {
    name: "edge 73: data after a received Close is ignored",
    section: "RFC 6455 §5.5.1",
    role: "both",
    bytes: ["88 02 03 e8", '81 05 "Hello"', "83 00"],
    expect: {
      events: ["closing"],
      sent: ["88 02 03 e8"],
      state: "closing",
      code: 1000,
      wasClean: true,
      received: { code: 1000, reason: "" },
    },
  },
  {
    name: "edge 74: after a failure nothing is processed, not even the peer's Close",
    section: "RFC 6455 §7.1.7",
    role: "both",
    bytes: ["83 00", "88 02 03 e8", '81 01 "a"'],
    expect: { ...failsWith("reserved-opcode"), wasClean: false },
  },
  {
    name: "edge 74: a violation after our Close fails the connection without a second Close",
    section: "RFC 6455 §7.1.7",
    role: "both",
    before: (connection) => connection.close(1000, "", 0),
    bytes: ["83 00"],
    expect: {
      sent: ["88 02 03 e8"],
      state: "closing",
      code: 1002,
      cause: "reserved-opcode",
      first: "local",
      wasClean: false,
      transport: "finish",
    },
  },
  {
    name: "edge 75: the server ends TCP at once when both Closes are through",
    section: "RFC 6455 §7.1.1",
    role: "server",
    bytes: ["88 02 03 e8"],
    expect: {
      events: ["closing"],
      sent: ["88 02 03 e8"],
      state: "closing",
      code: 1000,
      received: { code: 1000, reason: "" },
      transport: "finish",
    },
  },
  {
    name: "edge 75: the client leaves it to the server to end TCP first",
    section: "RFC 6455 §7.1.1",
    role: "client",
    bytes: ["88 02 03 e8"],
    expect: {
      events: ["closing"],
      sent: ["88 02 03 e8"],
      state: "closing",
      code: 1000,
      received: { code: 1000, reason: "" },
      transport: "keep",
    },
  },
];

const transportEnd: Vector[] = [
  {
    name: "edge 77, 78: TCP ends without Close",
    section: "RFC 6455 §7.1.5",
    role: "both",
    bytes: ['81 01 "a"'],
    eof: true,
    expect: { events: ['text "a"'], state: "closed", code: 1006, cause: "no-close-frame", wasClean: false },
  },
  {
    name: "edge 77, 78: TCP ends within a header",
    section: "RFC 6455 §7.1.5",
    role: "both",
    bytes: ["81"],
    eof: true,
    expect: { state: "closed", code: 1006, cause: "no-close-frame", wasClean: false },
  },
  {
    name: "edge 77, 78: TCP ends within a message in fragments",
    section: "RFC 6455 §7.1.5",
    role: "both",
    bytes: ['01 03 "Hel"', '80 05 "lo"'],
    eof: true,
    expect: { state: "closed", code: 1006, cause: "no-close-frame", wasClean: false },
  },
  {
    name: "edge 77: TCP ends after our Close only",
    section: "RFC 6455 §7.1.5",
    role: "both",
    before: (connection) => connection.close(1000, "", 0),
    bytes: [],
    eof: true,
    expect: {
      sent: ["88 02 03 e8"],
      state: "closed",
      code: 1006,
      cause: "no-close-frame",
      first: "local",
      wasClean: false,
    },
  },
  {
    name: "edge 77: TCP ends after both Closes: clean",
    section: "RFC 6455 §7.1.4",
    role: "both",
    bytes: ["88 02 03 e8"],
    eof: true,
    expect: {
      events: ["closing"],
      sent: ["88 02 03 e8"],
      state: "closed",
      code: 1000,
      first: "remote",
      wasClean: true,
      received: { code: 1000, reason: "" },
    },
  },
  {
    name: "edge 77: TCP ends after a failure: the failure stays the cause",
    section: "RFC 6455 §7.1.7",
    role: "both",
    bytes: ["83 00"],
    eof: true,
    expect: {
      events: ["closing"],
      sent: [closeFrameFor("reserved-opcode")],
      state: "closed",
      code: 1002,
      cause: "reserved-opcode",
      wasClean: false,
    },
  },
];

/** Vectors about the closing handshake. */
export const closing: readonly Vector[] = [...handshake, ...transportEnd];
