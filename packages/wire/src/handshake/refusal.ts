/**
 * The one table of why a server refuses a handshake: id, HTTP status, stable error code, clause, text.
 * It knows no parser; `refusal-response.ts` makes the response. The documentation page and the tests are made from it.
 */
import type { HeaderLine } from "./head.ts";
import { webSocketVersion } from "./version.ts";

/** One row of the table. */
export interface RefusalRow {
  /** HTTP status of the response. */
  readonly status: number;
  /** Stable error code for applications and logs. */
  readonly code: `WS_ERR_${string}`;
  /** The clause, or the limit, that was broken. */
  readonly section: string;
  /** What was wrong, in one sentence without a full stop; also the body of the response. Never quotes the request. */
  readonly message: string;
}

/** Name of a row. Names are stable: they appear in logs and in the documentation. */
export type RefusalId =
  | "request-malformed"
  | "head-too-large"
  | "too-many-headers"
  | "target-too-long"
  | "http-version"
  | "method-not-get"
  | "host-missing"
  | "host-repeated"
  | "host-malformed"
  | "target-malformed"
  | "body-not-allowed"
  | "expectation"
  | "method-not-connect"
  | "connect-without-protocol"
  | "protocol-not-websocket"
  | "connect-malformed"
  | "not-upgrade"
  | "upgrade-not-websocket"
  | "connection-not-upgrade"
  | "version-missing"
  | "version-repeated"
  | "version-malformed"
  | "version-unsupported"
  | "key-missing"
  | "key-repeated"
  | "key-malformed"
  | "subprotocol-malformed"
  | "extensions-malformed"
  | "origin-repeated"
  | "origin-refused"
  | "path-not-found"
  | "unauthorized"
  | "handshake-timeout"
  | "too-many-requests"
  | "internal-error"
  | "too-many-tunnels"
  | "overloaded";

const table: Readonly<Record<RefusalId, RefusalRow>> = {
  "request-malformed": {
    status: 400,
    code: "WS_ERR_REQUEST_MALFORMED",
    section: "RFC 9112 §2.2",
    message: "not a well-formed HTTP/1.1 request",
  },
  "head-too-large": {
    status: 431,
    code: "WS_ERR_HEAD_TOO_LARGE",
    section: "limit maxHeadBytes",
    message: "request head over the size limit",
  },
  "too-many-headers": {
    status: 431,
    code: "WS_ERR_TOO_MANY_HEADERS",
    section: "limit maxHeaderCount",
    message: "too many header lines",
  },
  "target-too-long": {
    status: 414,
    code: "WS_ERR_TARGET_TOO_LONG",
    section: "limit maxTargetBytes",
    message: "request target over the size limit",
  },
  "http-version": {
    status: 400,
    code: "WS_ERR_HTTP_VERSION",
    section: "RFC 6455 §4.2.1",
    message: "the opening handshake needs HTTP/1.1",
  },
  "method-not-get": {
    status: 405,
    code: "WS_ERR_METHOD_NOT_GET",
    section: "RFC 6455 §4.2.1",
    message: "the method must be GET",
  },
  "host-missing": {
    status: 400,
    code: "WS_ERR_HOST_MISSING",
    section: "RFC 6455 §4.2.1",
    message: "Host header missing",
  },
  "host-repeated": {
    status: 400,
    code: "WS_ERR_HOST_REPEATED",
    section: "RFC 9112 §3.2",
    message: "more than one Host header",
  },
  "host-malformed": {
    status: 400,
    code: "WS_ERR_HOST_MALFORMED",
    section: "RFC 9112 §3.2",
    message: "Host header is not a host with an optional port",
  },
  "target-malformed": {
    status: 400,
    code: "WS_ERR_TARGET_MALFORMED",
    section: "RFC 6455 §4.2.1",
    message: "request target not acceptable",
  },
  "body-not-allowed": {
    status: 400,
    code: "WS_ERR_BODY_NOT_ALLOWED",
    section: "RFC 9110 §9.3.1",
    message: "an upgrade request must not have a body",
  },
  expectation: {
    status: 417,
    code: "WS_ERR_EXPECTATION",
    section: "RFC 9110 §10.1.1",
    message: "Expect header not supported",
  },
  "method-not-connect": {
    status: 405,
    code: "WS_ERR_METHOD_NOT_CONNECT",
    section: "RFC 8441 §4",
    message: "this is a WebSocket endpoint: over HTTP/2 the method must be CONNECT",
  },
  "connect-without-protocol": {
    status: 501,
    code: "WS_ERR_CONNECT_WITHOUT_PROTOCOL",
    section: "RFC 8441 §4",
    message: "this is not a proxy: CONNECT needs the :protocol websocket",
  },
  "protocol-not-websocket": {
    status: 501,
    code: "WS_ERR_PROTOCOL_NOT_WEBSOCKET",
    section: "RFC 9220 §3",
    message: "the :protocol of an extended CONNECT must be websocket",
  },
  "connect-malformed": {
    status: 400,
    code: "WS_ERR_CONNECT_MALFORMED",
    section: "RFC 8441 §5",
    message: "not a well-formed extended CONNECT request",
  },
  "not-upgrade": {
    status: 426,
    code: "WS_ERR_NOT_UPGRADE",
    section: "RFC 6455 §4.2.1",
    message: "this is a WebSocket endpoint: send an Upgrade header",
  },
  "upgrade-not-websocket": {
    status: 400,
    code: "WS_ERR_UPGRADE_NOT_WEBSOCKET",
    section: "RFC 6455 §4.2.1",
    message: "the Upgrade header must include websocket",
  },
  "connection-not-upgrade": {
    status: 400,
    code: "WS_ERR_CONNECTION_NOT_UPGRADE",
    section: "RFC 6455 §4.2.1",
    message: "the Connection header must include Upgrade",
  },
  "version-missing": {
    status: 400,
    code: "WS_ERR_VERSION_MISSING",
    section: "RFC 6455 §4.2.1",
    message: "Sec-WebSocket-Version header missing",
  },
  "version-repeated": {
    status: 400,
    code: "WS_ERR_VERSION_REPEATED",
    section: "RFC 6455 §11.3.5",
    message: "more than one Sec-WebSocket-Version header",
  },
  "version-malformed": {
    status: 400,
    code: "WS_ERR_VERSION_MALFORMED",
    section: "RFC 6455 §4.3",
    message: "Sec-WebSocket-Version is not a number from 0 to 255",
  },
  "version-unsupported": {
    status: 426,
    code: "WS_ERR_VERSION_UNSUPPORTED",
    section: "RFC 6455 §4.2.2",
    message: "this server speaks WebSocket version 13 only",
  },
  "key-missing": {
    status: 400,
    code: "WS_ERR_KEY_MISSING",
    section: "RFC 6455 §4.2.1",
    message: "Sec-WebSocket-Key header missing",
  },
  "key-repeated": {
    status: 400,
    code: "WS_ERR_KEY_REPEATED",
    section: "RFC 6455 §11.3.1",
    message: "more than one Sec-WebSocket-Key header",
  },
  "key-malformed": {
    status: 400,
    code: "WS_ERR_KEY_MALFORMED",
    section: "RFC 6455 §4.2.1",
    message: "Sec-WebSocket-Key is not base64 of 16 bytes",
  },
  "subprotocol-malformed": {
    status: 400,
    code: "WS_ERR_SUBPROTOCOL_MALFORMED",
    section: "RFC 6455 §11.3.4",
    message: "Sec-WebSocket-Protocol is not a list of unique tokens",
  },
  "extensions-malformed": {
    status: 400,
    code: "WS_ERR_EXTENSIONS_MALFORMED",
    section: "RFC 6455 §9.1",
    message: "Sec-WebSocket-Extensions is not a list of extensions",
  },
  "origin-repeated": {
    status: 400,
    code: "WS_ERR_ORIGIN_REPEATED",
    section: "RFC 6454 §7.3",
    message: "more than one Origin header",
  },
  "origin-refused": {
    status: 403,
    code: "WS_ERR_ORIGIN_REFUSED",
    section: "RFC 6455 §10.2",
    message: "connections from this origin are not allowed",
  },
  "path-not-found": {
    status: 404,
    code: "WS_ERR_PATH_NOT_FOUND",
    section: "RFC 6455 §4.2.2",
    message: "no WebSocket endpoint at this path",
  },
  unauthorized: {
    status: 401,
    code: "WS_ERR_UNAUTHORIZED",
    section: "RFC 6455 §4.2.2",
    message: "authentication required",
  },
  "handshake-timeout": {
    status: 408,
    code: "WS_ERR_HANDSHAKE_TIMEOUT",
    section: "limit handshakeTimeoutMs",
    message: "handshake not complete in time",
  },
  "too-many-requests": {
    status: 429,
    code: "WS_ERR_TOO_MANY_REQUESTS",
    section: "RFC 6585 §4",
    message: "too many connection attempts",
  },
  "internal-error": {
    status: 500,
    code: "WS_ERR_INTERNAL_ERROR",
    section: "RFC 9110 §15.6.1",
    message: "the server failed to handle the request",
  },
  "too-many-tunnels": {
    status: 503,
    code: "WS_ERR_TOO_MANY_TUNNELS",
    section: "limit maxTunnels",
    message: "too many WebSockets on this HTTP/2 connection",
  },
  overloaded: {
    status: 503,
    code: "WS_ERR_OVERLOADED",
    section: "limits maxPendingHandshakes, maxConnections",
    message: "the server has no room for another connection",
  },
};

/** Why a handshake is refused: a value, never thrown by the core. */
export interface Refusal extends RefusalRow {
  readonly id: RefusalId;
  /** Header lines that belong to this refusal beyond those that its status demands (`refusal-response.ts`). */
  readonly headers: readonly HeaderLine[];
}

const NO_HEADERS: readonly HeaderLine[] = Object.freeze([]);

/** RFC 6455 §4.4: a client whose version is not understood is told which one is. */
const VERSION_HEADERS: readonly HeaderLine[] = Object.freeze([["Sec-WebSocket-Version", String(webSocketVersion)]]);

/** RFC 9110 §15.5.6: what is allowed where a GET is not. */
const CONNECT_HEADERS: readonly HeaderLine[] = Object.freeze([["Allow", "CONNECT"]]);

/** Every refusal by its id. */
export const refusals: Readonly<Record<RefusalId, Refusal>> = Object.freeze(
  // `fromEntries` cannot say that its keys are those of `table`; they are.
  Object.fromEntries(
    Object.entries(table).map(([id, row]) => [id, Object.freeze({ id, ...row, headers: headersOf(id) })]),
  ) as Record<RefusalId, Refusal>,
);

function headersOf(id: string): readonly HeaderLine[] {
  if (id === "method-not-connect") return CONNECT_HEADERS;
  return id.startsWith("version-") ? VERSION_HEADERS : NO_HEADERS;
}
