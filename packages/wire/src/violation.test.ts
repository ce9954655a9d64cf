/** One stimulus for each row of the violations table: what a peer does, and what it is told. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { joinBytes, parseHex, RecordEvents, ReversingTransform, splitFrames } from "@longwire/testkit";
import { Connection, type ConnectionOptions } from "./connection/connection.ts";
import { serverLimits } from "./limits.ts";
import { decodeClosePayload } from "./message/close-payload.ts";
import type { Role } from "./role.ts";
import { type ViolationId, violations } from "./violation.ts";

/** What leads to a violation, and what the table must say of it: close code, stable code, clause. */
interface Row {
  readonly close: number;
  readonly code: string;
  readonly section: string;
  readonly role?: Role;
  readonly options?: Partial<ConnectionOptions>;
  readonly stimulus: string | ((connection: Connection) => void);
}

const rows: Readonly<Record<ViolationId, Row>> = {
  "reserved-bits-2-3": { close: 1002, code: "WS_ERR_UNEXPECTED_RSV_2_3", section: "RFC 6455 §5.2", stimulus: "a1 00" },
  "reserved-bit-1": { close: 1002, code: "WS_ERR_UNEXPECTED_RSV_1", section: "RFC 6455 §5.2", stimulus: "c1 00" },
  "reserved-opcode": { close: 1002, code: "WS_ERR_INVALID_OPCODE", section: "RFC 6455 §5.2", stimulus: "83 00" },
  "frame-not-masked": {
    close: 1002,
    code: "WS_ERR_EXPECTED_MASK",
    section: "RFC 6455 §5.1",
    role: "server",
    stimulus: "81 00",
  },
  "frame-masked": { close: 1002, code: "WS_ERR_UNEXPECTED_MASK", section: "RFC 6455 §5.1", stimulus: "81 80" },
  "length-not-minimal": {
    close: 1002,
    code: "WS_ERR_LENGTH_NOT_MINIMAL",
    section: "RFC 6455 §5.2",
    stimulus: "81 7e 00 7d",
  },
  "length-most-significant-bit": {
    close: 1002,
    code: "WS_ERR_LENGTH_MOST_SIGNIFICANT_BIT",
    section: "RFC 6455 §5.2",
    stimulus: "81 7f 80 00 00 00 00 00 00 00",
  },
  "control-fragmented": { close: 1002, code: "WS_ERR_EXPECTED_FIN", section: "RFC 6455 §5.5", stimulus: "09 00" },
  "control-too-long": {
    close: 1002,
    code: "WS_ERR_INVALID_CONTROL_PAYLOAD_LENGTH",
    section: "RFC 6455 §5.5",
    stimulus: "89 7e",
  },
  "continuation-unexpected": {
    close: 1002,
    code: "WS_ERR_INVALID_OPCODE",
    section: "RFC 6455 §5.4",
    stimulus: "80 00",
  },
  "continuation-expected": {
    close: 1002,
    code: "WS_ERR_INVALID_OPCODE",
    section: "RFC 6455 §5.4",
    stimulus: "01 00 81 00",
  },
  "close-payload-length": {
    close: 1002,
    code: "WS_ERR_INVALID_CONTROL_PAYLOAD_LENGTH",
    section: "RFC 6455 §5.5.1",
    stimulus: "88 01 03",
  },
  "close-code-invalid": {
    close: 1002,
    code: "WS_ERR_INVALID_CLOSE_CODE",
    section: "RFC 6455 §7.4",
    stimulus: "88 02 03 ed",
  },
  "close-reason-not-utf8": {
    close: 1007,
    code: "WS_ERR_INVALID_UTF8",
    section: "RFC 6455 §5.5.1",
    stimulus: "88 03 03 e8 ff",
  },
  "text-not-utf8": { close: 1007, code: "WS_ERR_INVALID_UTF8", section: "RFC 6455 §8.1", stimulus: "81 01 ff" },
  "payload-not-decodable": {
    close: 1007,
    code: "WS_ERR_PAYLOAD_NOT_DECODABLE",
    section: "RFC 7692 §6.2",
    options: { transform: new ReversingTransform() },
    stimulus: "c2 01 ff",
  },
  "frame-too-big": {
    close: 1009,
    code: "WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH",
    section: "RFC 6455 §10.4",
    options: { limits: { ...serverLimits, maxFrameBytes: 3 } },
    stimulus: "82 04",
  },
  "message-too-big": {
    close: 1009,
    code: "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH",
    section: "RFC 6455 §10.4",
    options: { limits: { ...serverLimits, maxMessageBytes: 3 } },
    stimulus: "02 02 61 62 00 02",
  },
  "too-many-fragments": {
    close: 1008,
    code: "WS_ERR_TOO_MANY_BUFFERED_PARTS",
    section: "RFC 6455 §10.4",
    options: { limits: { ...serverLimits, maxFragments: 2 } },
    stimulus: "01 00 00 00 80 00",
  },
  "message-timeout": {
    close: 1008,
    code: "WS_ERR_MESSAGE_TIMEOUT",
    section: "RFC 6455 §10.4",
    options: { limits: { ...serverLimits, pingIntervalMs: 0 } },
    stimulus: (connection) => {
      connection.receive(parseHex("02 01 61"), 0);
      connection.expire(30_000);
    },
  },
  "pong-timeout": {
    close: 1011,
    code: "WS_ERR_PONG_TIMEOUT",
    section: "RFC 6455 §5.5.2",
    stimulus: (connection) => {
      connection.expire(25_000);
      connection.takeOutput();
      connection.expire(35_000);
    },
  },
  "slow-reader": {
    close: 3008,
    code: "WS_ERR_SLOW_READER",
    section: "limit maxBufferedBytes",
    stimulus: (connection) => connection.fail("slow-reader", 0),
  },
  "output-stalled": {
    close: 1006,
    code: "WS_ERR_OUTPUT_STALLED",
    section: "limit stallTimeoutMs",
    stimulus: (connection) => connection.fail("output-stalled", 0),
  },
  "close-timeout": {
    close: 1006,
    code: "WS_ERR_CLOSE_TIMEOUT",
    section: "RFC 6455 §7.1.7",
    stimulus: (connection) => {
      connection.close(1000, "", 0);
      connection.takeOutput();
      connection.expire(5000);
    },
  },
  "data-after-close": {
    close: 1006,
    code: "WS_ERR_DATA_AFTER_CLOSE",
    section: "RFC 6455 §5.5.1",
    options: { limits: { ...serverLimits, maxDiscardedBytes: 3 } },
    stimulus: (connection) => {
      connection.receive(parseHex("88 00"), 0);
      connection.takeOutput();
      connection.receive(parseHex("81 02 61 62"), 0);
    },
  },
  "no-close-frame": {
    close: 1006,
    code: "WS_ERR_NO_CLOSE_FRAME",
    section: "RFC 6455 §7.1.5",
    stimulus: (connection) => connection.receiveEof(),
  },
};

/** Violations after which a Close frame of another reason, or none, is on the wire. */
const withoutOwnClose: readonly ViolationId[] = [
  "output-stalled",
  "close-timeout",
  "data-after-close",
  "no-close-frame",
];

for (const id of Object.keys(violations) as ViolationId[]) {
  const row = rows[id];
  test(`${id}: ${row?.section}, close ${row?.close}, ${row?.code}`, () => {
    assert.ok(row, `no stimulus leads to ${id}: add one to this table`);
    const { close, code, section } = violations[id];
    assert.deepEqual({ close, code, section }, { close: row.close, code: row.code, section: row.section });
    const connection = new Connection({
      role: row.role ?? "client",
      handler: new RecordEvents(),
      now: 0,
      nextMaskingKey: () => 0x01020304,
      limits: serverLimits,
      ...row.options,
    });
    if (typeof row.stimulus === "string") connection.receive(parseHex(row.stimulus), 0);
    else row.stimulus(connection);
    assert.equal(connection.closeResult.cause, violations[id]);
    assert.equal(connection.closeResult.wasClean, false);
    assert.notEqual(connection.state, "open");
    if (withoutOwnClose.includes(id)) return;
    // RFC 6455 §7.1.7: the peer is told why; the application gets the same code.
    const frames = splitFrames(joinBytes(connection.takeOutput()));
    const said = decodeClosePayload(frames.at(-1)?.payload ?? new Uint8Array(0));
    assert.deepEqual(said, { code: row.close, reason: violations[id].message });
    assert.equal(connection.closeResult.code, row.close);
    assert.equal(connection.closeResult.reason, violations[id].message);
  });
}

test("every row's text fits in a Close frame and is one sentence without a full stop", () => {
  for (const { id, message } of Object.values(violations)) {
    assert.match(message, /^[\x20-\x7e]{1,123}$/, id);
    assert.doesNotMatch(message, /\.$/, id);
    assert.equal(violations[id].id, id);
  }
});

test("the table cannot be changed", () => {
  assert.equal(Object.isFrozen(violations), true);
  assert.equal(Object.values(violations).every(Object.isFrozen), true);
});
