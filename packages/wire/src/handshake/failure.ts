/**
 * The one table of why a client gives up a handshake: id, stable error code, clause, text.
 * It knows no parser and no socket. The documentation page and the tests are made from it.
 */

/** One row of the table. */
export interface HandshakeFailureRow {
  /** Stable error code for applications and logs. */
  readonly code: `WS_ERR_${string}`;
  /** The clause, or the limit, that was broken. */
  readonly section: string;
  /** What was wrong, in one sentence without a full stop. Never quotes the response. */
  readonly message: string;
}

/** Name of a row. Names are stable: they appear in logs, in errors and in the documentation. */
export type HandshakeFailureId =
  | "response-malformed"
  | "head-too-large"
  | "too-many-headers"
  | "http-version"
  | "status-not-101"
  | "status-not-200"
  | "connect-not-supported"
  | "upgrade-missing"
  | "upgrade-not-websocket"
  | "connection-not-upgrade"
  | "accept-missing"
  | "accept-repeated"
  | "accept-mismatch"
  | "extensions-header-repeated"
  | "extensions-malformed"
  | "extension-not-offered"
  | "extension-repeated"
  | "extensions-not-combinable"
  | "extension-invalid"
  | "subprotocol-repeated"
  | "subprotocol-not-offered"
  | "subprotocol-missing";

const table: Readonly<Record<HandshakeFailureId, HandshakeFailureRow>> = {
  "response-malformed": {
    code: "WS_ERR_RESPONSE_MALFORMED",
    section: "RFC 9112 §2.2",
    message: "the server did not send a well-formed HTTP/1.1 response",
  },
  "head-too-large": {
    code: "WS_ERR_HEAD_TOO_LARGE",
    section: "limit maxHeadBytes",
    message: "response head over the size limit",
  },
  "too-many-headers": {
    code: "WS_ERR_TOO_MANY_HEADERS",
    section: "limit maxHeaderCount",
    message: "too many header lines in the response",
  },
  "http-version": {
    code: "WS_ERR_HTTP_VERSION",
    section: "RFC 6455 §4.2.2",
    message: "the server did not answer in HTTP/1.1",
  },
  "status-not-101": {
    code: "WS_ERR_STATUS_NOT_101",
    section: "RFC 6455 §4.1",
    message: "the server did not switch protocols",
  },
  "status-not-200": {
    code: "WS_ERR_STATUS_NOT_200",
    section: "RFC 8441 §5",
    message: "the server did not open a WebSocket over HTTP/2",
  },
  "connect-not-supported": {
    code: "WS_ERR_CONNECT_NOT_SUPPORTED",
    section: "RFC 8441 §3",
    message: "the server takes no WebSockets over HTTP/2",
  },
  "upgrade-missing": {
    code: "WS_ERR_UPGRADE_MISSING",
    section: "RFC 6455 §4.1",
    message: "Upgrade header missing in the response",
  },
  "upgrade-not-websocket": {
    code: "WS_ERR_UPGRADE_NOT_WEBSOCKET",
    section: "RFC 6455 §4.1",
    message: "the server switched to another protocol than websocket",
  },
  "connection-not-upgrade": {
    code: "WS_ERR_CONNECTION_NOT_UPGRADE",
    section: "RFC 6455 §4.1",
    message: "Connection header of the response does not include Upgrade",
  },
  "accept-missing": {
    code: "WS_ERR_ACCEPT_MISSING",
    section: "RFC 6455 §4.1",
    message: "Sec-WebSocket-Accept header missing in the response",
  },
  "accept-repeated": {
    code: "WS_ERR_ACCEPT_REPEATED",
    section: "RFC 6455 §11.3.3",
    message: "more than one Sec-WebSocket-Accept header",
  },
  "accept-mismatch": {
    code: "WS_ERR_ACCEPT_MISMATCH",
    section: "RFC 6455 §4.1",
    message: "Sec-WebSocket-Accept does not belong to the key that was sent",
  },
  "extensions-header-repeated": {
    code: "WS_ERR_EXTENSIONS_HEADER_REPEATED",
    section: "RFC 6455 §11.3.2",
    message: "more than one Sec-WebSocket-Extensions header",
  },
  "extensions-malformed": {
    code: "WS_ERR_EXTENSIONS_MALFORMED",
    section: "RFC 6455 §9.1",
    message: "Sec-WebSocket-Extensions is not a list of extensions",
  },
  "extension-not-offered": {
    code: "WS_ERR_EXTENSION_NOT_OFFERED",
    section: "RFC 6455 §4.1",
    message: "the server chose an extension that was not offered",
  },
  "extension-repeated": {
    code: "WS_ERR_EXTENSION_REPEATED",
    section: "RFC 6455 §9.1",
    message: "the server chose the same extension twice",
  },
  "extensions-not-combinable": {
    code: "WS_ERR_EXTENSIONS_NOT_COMBINABLE",
    section: "RFC 6455 §9.1",
    message: "the server chose more than one extension",
  },
  "extension-invalid": {
    code: "WS_ERR_EXTENSION_INVALID",
    section: "RFC 6455 §9.1",
    message: "the server answered an extension offer with unacceptable parameters",
  },
  "subprotocol-repeated": {
    code: "WS_ERR_SUBPROTOCOL_REPEATED",
    section: "RFC 6455 §11.3.4",
    message: "more than one Sec-WebSocket-Protocol header",
  },
  "subprotocol-not-offered": {
    code: "WS_ERR_SUBPROTOCOL_NOT_OFFERED",
    section: "RFC 6455 §4.1",
    message: "the server chose a subprotocol that was not offered",
  },
  "subprotocol-missing": {
    code: "WS_ERR_SUBPROTOCOL_MISSING",
    section: "WHATWG WebSockets §2",
    message: "the server chose none of the offered subprotocols",
  },
};

/** Why a handshake failed: a value, never thrown by the core. */
export interface HandshakeFailure extends HandshakeFailureRow {
  readonly id: HandshakeFailureId;
  /** Status of the response; only with `status-not-101` and `status-not-200`. */
  readonly status?: number;
}

/** Every failure by its id. */
export const handshakeFailures: Readonly<Record<HandshakeFailureId, HandshakeFailure>> = Object.freeze(
  // `fromEntries` cannot say that its keys are those of `table`; they are.
  Object.fromEntries(Object.entries(table).map(([id, row]) => [id, Object.freeze({ id, ...row })])) as Record<
    HandshakeFailureId,
    HandshakeFailure
  >,
);
