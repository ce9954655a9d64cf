/**
 * The one table of what a peer can do wrong once the connection is open: id, stable error code, close code, clause, text.
 * It knows no parser and no socket. Handshake refusals have a table of their own (`handshake/refusal.ts`).
 * The documentation page and one test per row are made from it.
 */

/** One row of the table. */
export interface ViolationRow {
  /** Stable error code for applications and logs. Where the `ws` package has a code for the same fault, it is that one. */
  readonly code: `WS_ERR_${string}`;
  /** Status code of the Close frame that we send, or 1006 when none can be sent. */
  readonly close: number;
  /** The clause that was broken. */
  readonly section: string;
  /** What was wrong, in one sentence without a full stop; also the reason text of the Close frame (at most 123 bytes). */
  readonly message: string;
}

/** Name of a row. Names are stable: they appear in logs, in close results and in the documentation. */
export type ViolationId =
  | "reserved-bits-2-3"
  | "reserved-bit-1"
  | "reserved-opcode"
  | "frame-not-masked"
  | "frame-masked"
  | "length-not-minimal"
  | "length-most-significant-bit"
  | "control-fragmented"
  | "control-too-long"
  | "continuation-unexpected"
  | "continuation-expected"
  | "close-payload-length"
  | "close-code-invalid"
  | "close-reason-not-utf8"
  | "text-not-utf8"
  | "payload-not-decodable"
  | "frame-too-big"
  | "message-too-big"
  | "too-many-fragments"
  | "message-timeout"
  | "pong-timeout"
  | "slow-reader"
  | "output-stalled"
  | "close-timeout"
  | "data-after-close"
  | "no-close-frame";

const table: Readonly<Record<ViolationId, ViolationRow>> = {
  "reserved-bits-2-3": {
    code: "WS_ERR_UNEXPECTED_RSV_2_3",
    close: 1002,
    section: "RFC 6455 §5.2",
    message: "RSV2 and RSV3 must be clear",
  },
  "reserved-bit-1": {
    code: "WS_ERR_UNEXPECTED_RSV_1",
    close: 1002,
    section: "RFC 6455 §5.2",
    message: "RSV1 must be clear",
  },
  "reserved-opcode": {
    code: "WS_ERR_INVALID_OPCODE",
    close: 1002,
    section: "RFC 6455 §5.2",
    message: "reserved opcode",
  },
  "frame-not-masked": {
    code: "WS_ERR_EXPECTED_MASK",
    close: 1002,
    section: "RFC 6455 §5.1",
    message: "a client must mask its frames",
  },
  "frame-masked": {
    code: "WS_ERR_UNEXPECTED_MASK",
    close: 1002,
    section: "RFC 6455 §5.1",
    message: "a server must not mask its frames",
  },
  "length-not-minimal": {
    code: "WS_ERR_LENGTH_NOT_MINIMAL",
    close: 1002,
    section: "RFC 6455 §5.2",
    message: "payload length not in its shortest form",
  },
  "length-most-significant-bit": {
    code: "WS_ERR_LENGTH_MOST_SIGNIFICANT_BIT",
    close: 1002,
    section: "RFC 6455 §5.2",
    message: "most significant bit of the payload length must be 0",
  },
  "control-fragmented": {
    code: "WS_ERR_EXPECTED_FIN",
    close: 1002,
    section: "RFC 6455 §5.5",
    message: "control frame must not be fragmented",
  },
  "control-too-long": {
    code: "WS_ERR_INVALID_CONTROL_PAYLOAD_LENGTH",
    close: 1002,
    section: "RFC 6455 §5.5",
    message: "control frame payload over 125 bytes",
  },
  "continuation-unexpected": {
    code: "WS_ERR_INVALID_OPCODE",
    close: 1002,
    section: "RFC 6455 §5.4",
    message: "continuation frame without a message to continue",
  },
  "continuation-expected": {
    code: "WS_ERR_INVALID_OPCODE",
    close: 1002,
    section: "RFC 6455 §5.4",
    message: "new message before the last one ended",
  },
  "close-payload-length": {
    code: "WS_ERR_INVALID_CONTROL_PAYLOAD_LENGTH",
    close: 1002,
    section: "RFC 6455 §5.5.1",
    message: "Close payload of one byte",
  },
  "close-code-invalid": {
    code: "WS_ERR_INVALID_CLOSE_CODE",
    close: 1002,
    section: "RFC 6455 §7.4",
    message: "invalid close code",
  },
  "close-reason-not-utf8": {
    code: "WS_ERR_INVALID_UTF8",
    close: 1007,
    section: "RFC 6455 §5.5.1",
    message: "close reason is not valid UTF-8",
  },
  "text-not-utf8": {
    code: "WS_ERR_INVALID_UTF8",
    close: 1007,
    section: "RFC 6455 §8.1",
    message: "text is not valid UTF-8",
  },
  "payload-not-decodable": {
    code: "WS_ERR_PAYLOAD_NOT_DECODABLE",
    close: 1007,
    section: "RFC 7692 §6.2",
    message: "extension could not decode the payload",
  },
  "frame-too-big": {
    code: "WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH",
    close: 1009,
    section: "RFC 6455 §10.4",
    message: "frame over the size limit",
  },
  "message-too-big": {
    code: "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH",
    close: 1009,
    section: "RFC 6455 §10.4",
    message: "message over the size limit",
  },
  "too-many-fragments": {
    code: "WS_ERR_TOO_MANY_BUFFERED_PARTS",
    close: 1008,
    section: "RFC 6455 §10.4",
    message: "message in too many fragments",
  },
  "message-timeout": {
    code: "WS_ERR_MESSAGE_TIMEOUT",
    close: 1008,
    section: "RFC 6455 §10.4",
    message: "message not complete in time",
  },
  "pong-timeout": {
    code: "WS_ERR_PONG_TIMEOUT",
    close: 1011,
    section: "RFC 6455 §5.5.2",
    message: "no answer to Ping in time",
  },
  "slow-reader": {
    code: "WS_ERR_SLOW_READER",
    close: 3008,
    section: "limit maxBufferedBytes",
    message: "reader too slow",
  },
  "output-stalled": {
    code: "WS_ERR_OUTPUT_STALLED",
    close: 1006,
    section: "limit stallTimeoutMs",
    message: "peer stopped reading",
  },
  "close-timeout": {
    code: "WS_ERR_CLOSE_TIMEOUT",
    close: 1006,
    section: "RFC 6455 §7.1.7",
    message: "closing handshake not finished in time",
  },
  "data-after-close": {
    code: "WS_ERR_DATA_AFTER_CLOSE",
    close: 1006,
    section: "RFC 6455 §5.5.1",
    message: "too much data after Close",
  },
  "no-close-frame": {
    code: "WS_ERR_NO_CLOSE_FRAME",
    close: 1006,
    section: "RFC 6455 §7.1.5",
    message: "TCP ended without a Close frame",
  },
};

/** A fault of the peer: a value, never thrown by the core. */
export interface Violation extends ViolationRow {
  readonly id: ViolationId;
}

/** Every violation by its id. */
export const violations: Readonly<Record<ViolationId, Violation>> = Object.freeze(
  // `fromEntries` cannot say that its keys are those of `table`; they are.
  Object.fromEntries(Object.entries(table).map(([id, row]) => [id, Object.freeze({ id, ...row })])) as Record<
    ViolationId,
    Violation
  >,
);
